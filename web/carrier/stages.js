// Which car? The carrier's stages, found by the VIN or its last digits.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { controls, pills, skeletons } from "../components/controls.js";
import { mark } from "../components/mark.js";
import { nothing, trouble, troubles } from "../components/trouble.js";
import { car } from "./car.js";
import { screen, top } from "./screen.js";
import { StageList } from "./stage_list.js";
import { SETTLED } from "./uploader.js";
import "./today.js";
import "../components/language_switch.js";

const SHORTEST = 4; // characters of a VIN that the API looks for

const style = css`
  form { display: flex; gap: var(--s1); margin-bottom: var(--s3); }
  input { flex: 1; min-width: 0; min-height: 64px; padding: 0 var(--s2); border: 2px solid var(--line-strong); border-radius: var(--radius); background: var(--surface); font-size: var(--text-l); letter-spacing: 0.04em; }
  input::placeholder { letter-spacing: 0; color: var(--ink-soft); opacity: 1; }
  form .button { padding: 0; width: 64px; flex: none; border-radius: var(--radius); }
  li a { display: block; padding: var(--s2); border: 2px solid var(--line); border-radius: var(--radius-l); color: inherit; text-decoration: none; background: var(--surface); }
  li a:hover { border-color: var(--accent); }
  li a:active { background: var(--accent-soft); }
  .mine { display: flex; align-items: center; gap: var(--s1); min-height: 64px; padding: 0 var(--s2); margin-bottom: var(--s2); border-radius: var(--radius); background: var(--sunken); color: inherit; text-decoration: none; font-weight: var(--weight-strong); }
  .mine b { margin-left: auto; display: inline-flex; align-items: center; gap: 6px; }
  .more { margin-top: var(--s3); }
  .bone.row { min-height: 112px; border-radius: var(--radius-l); }
`;

class Stages extends Component {
  static styles = [controls, pills, skeletons, troubles, screen, style];

  start({ api, shelf, book, found, vin = "" }) {
    Object.assign(this, { api, shelf, found, vin });
    this.body = h("div", { "aria-live": "polite" });
    this.mine = h("div", {});
    const today = h("rr-today");
    today.start({ book, most: 3 });
    this.field = h("input", { type: "search", inputmode: "text", autocapitalize: "characters", autocomplete: "off", spellcheck: "false",
      placeholder: t("carrier.search"), "aria-label": t("carrier.search"), ".value": vin, onchange: () => this.search() });
    this.show(h("div", { class: "screen" },
      top(mark(t("app.name")), h("rr-language"),
        h("button", { class: "round", type: "button", "aria-label": t("app.sign_out"), title: t("app.sign_out"), onclick: () => this.tell("sign-out") }, icon("leave", 26))),
      this.mine, today, h("h1", {}, t("carrier.stages")),
      h("form", { role: "search", onsubmit: (event) => (event.preventDefault(), this.search()) }, this.field,
        h("button", { class: "button", type: "submit", "aria-label": t("carrier.search_go") }, icon("search", 28))),
      this.body));
    this.load();
    this.drawMine();
  }

  connectedCallback() {
    this.changed = () => this.drawMine();
    this.shelf.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.shelf.removeEventListener("change", this.changed);
  }

  search() {
    const vin = this.field.value.trim().toUpperCase();
    if (vin === this.vin && this.items) return undefined;
    if (vin && vin.length < SHORTEST) return this.body.replaceChildren(nothing("search", t("carrier.vin_short", { n: SHORTEST })));
    this.vin = vin;
    return this.load();
  }

  refresh() {
    return this.load();
  }

  async load() {
    const asked = this.vin;
    if (!this.items) this.body.replaceChildren(bones());
    const list = new StageList(this.api, asked);
    try {
      await list.start();
    } catch (problem) {
      if (problem.status === 422) return this.notFound(asked); // no VIN has such letters
      if (this.api.session.signedIn && asked === this.vin) this.body.replaceChildren(trouble(problem, () => this.load()));
      return undefined;
    }
    if (asked !== this.vin) return undefined; // another search overtook this one
    this.items = list;
    this.draw();
    return undefined;
  }

  draw() {
    const { stages, hasMore } = this.items;
    for (const stage of stages) this.found.set(stage.id, stage);
    if (stages.length === 0) this.notFound(this.vin);
    else this.body.replaceChildren(h("ul", { class: "stack cars" }, stages.map(link)));
    if (hasMore) this.body.append(h("button", { class: "button quiet large more", type: "button", onclick: () => this.more() }, t("carrier.more")));
  }

  notFound(vin) {
    this.body.replaceChildren(nothing("search", vin ? t("carrier.none_vin", { vin }) : t("carrier.none")));
  }

  async more() {
    await this.items.more().catch(() => {}); // the connection notice says why; another tap tries again
    this.draw();
  }

  async drawMine() {
    const rows = await this.shelf.all();
    const open = rows.filter(({ state }) => !SETTLED.has(state)).length;
    const again = rows.filter(({ state }) => state === "rejected").length;
    this.mine.replaceChildren(...(rows.length ? [h("a", { class: "mine", href: "#/uploads" }, icon("film", 26), t("carrier.uploads"),
      h("b", {}, open ? [icon("upload", 22), String(open)] : again ? [icon("bad", 22), String(again)] : icon("next", 24)))] : []));
  }
}

const link = (stage) => h("li", {}, h("a", { href: `#/film/${stage.id}` }, car(stage)));

const bones = () => h("div", { class: "stack", role: "status" }, h("span", { class: "hidden-text" }, t("app.loading")),
  [1, 2, 3].map(() => h("div", { class: "bone row" })));

customElements.define("rr-stages", Stages);
