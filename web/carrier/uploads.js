// The videos this device sent or is sending, newest first.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { ago } from "../client/time.js";
import { controls } from "../components/controls.js";
import { nothing, troubles } from "../components/trouble.js";
import { screen, top } from "./screen.js";
import { carName, vinTail } from "./stage_text.js";
import { fractionOf, toneOf } from "./upload_text.js";
import "../components/language_switch.js";

const style = css`
  li a { position: relative; overflow: hidden; display: grid; grid-template-columns: 56px 1fr 28px; gap: 2px var(--s2); align-items: center; padding: var(--s2); border: 2px solid var(--line); border-radius: var(--radius-l); color: inherit; text-decoration: none; background: var(--surface); }
  .seal { grid-row: span 3; align-self: start; width: 56px; height: 56px; display: grid; place-items: center; border-radius: var(--radius); background: var(--calm-soft); color: var(--calm); }
  .seal.good { background: var(--good); color: var(--on-accent); border-radius: var(--round); }
  .seal.bad { background: var(--bad-soft); color: var(--bad); }
  .seal.warn { background: var(--warn-soft); color: var(--warn); }
  .state { font-weight: var(--weight-strong); font-size: var(--text-l); }
  .what { grid-column: 2; color: var(--ink-soft); font-size: var(--text-s); }
  a > svg { grid-column: 3; grid-row: 1 / span 3; color: var(--ink-soft); }
  time { grid-column: 2; color: var(--ink-soft); font-size: var(--text-s); }
  progress { position: absolute; left: 0; right: 0; bottom: 0; width: 100%; height: 6px; border: 0; appearance: none; background: var(--sunken); }
  progress::-webkit-progress-bar { background: var(--sunken); }
  progress::-webkit-progress-value { background: var(--accent); }
  progress::-moz-progress-bar { background: var(--accent); }
`;

class Uploads extends Component {
  static styles = [controls, troubles, screen, style];

  start({ shelf, uploader }) {
    Object.assign(this, { shelf, uploader, bars: new Map() });
    this.list = h("div", {});
    this.show(h("div", { class: "screen" }, top(null, h("rr-language")), h("h1", {}, t("carrier.uploads")), this.list));
    this.draw();
  }

  connectedCallback() {
    this.changed = () => this.draw();
    this.moved = () => this.progress();
    this.shelf.addEventListener("change", this.changed);
    this.uploader.addEventListener("progress", this.moved);
  }

  disconnectedCallback() {
    this.shelf.removeEventListener("change", this.changed);
    this.uploader.removeEventListener("progress", this.moved);
  }

  async draw() {
    const rows = await this.shelf.all();
    this.bars.clear();
    this.list.replaceChildren(rows.length ? h("ul", { class: "stack" }, rows.map((row) => this.item(row))) : nothing("film", t("carrier.no_uploads")));
    this.progress();
  }

  item(row) {
    const [tone, name] = toneOf(row.state);
    const bar = ["sending", "preparing", "checking"].includes(row.state) && h("progress", { max: 1, "aria-label": t(`upload.${row.state}`) });
    if (bar) this.bars.set(row, bar);
    const at = new Date(row.created_at).toISOString();
    return h("li", {}, h("a", { href: `#/uploads/${row.ref}` },
      h("span", { class: `seal ${tone}` }, icon(name, 30)),
      h("span", { class: "state" }, t(`upload.${row.state}`)),
      icon("next", 26),
      h("span", { class: "what" }, h("b", {}, vinTail(row.stage)), ` ${carName(row.stage)}`),
      h("time", { datetime: at }, ago(at)),
      bar));
  }

  progress() {
    for (const [row, bar] of this.bars) {
      const fraction = fractionOf(row, this.uploader.live.get(row.ref));
      if (fraction === null) bar.removeAttribute("value");
      else bar.value = fraction;
    }
  }
}

customElements.define("rr-uploads", Uploads);
