// Names a damage in three taps: where on the car, what it is, how large. One question at a time.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { DRAWN } from "./car_outline.js";
import { controls } from "./controls.js";

const style = css`
  .ask { display: grid; gap: var(--s2); }
  .head { display: flex; align-items: center; gap: var(--s1); min-height: var(--target); }
  .head h2 { font-size: var(--text-l); }
  .head h2:focus-visible { outline: none; }
  .so-far { color: var(--ink-soft); font-size: var(--text-s); }
  .options { display: grid; gap: var(--s1); grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5rem), 1fr)); }
  .options button { min-height: max(56px, var(--target)); padding: var(--s1) 12px; border: 2px solid var(--line-strong); border-radius: var(--radius); background: var(--surface); text-align: left; font-weight: var(--weight-strong); line-height: var(--leading-tight); }
  .options button::first-letter { text-transform: uppercase; }
  .options button:hover { border-color: var(--accent); }
  .options button:active { background: var(--accent-soft); }
`;

class DamagePicker extends Component {
  static styles = [controls, style];

  /** Tells `damage` with area, type and severity, and `asking` with each question. `codes` as `damageCodes` gives them; `marked`: codes of areas that have a damage already. */
  set({ codes, marked = new Set() }) {
    Object.assign(this, { codes, marked, damage: {} });
    this.where();
  }

  where() {
    const outline = h("rr-car-outline", { onarea: ({ detail }) => this.named(detail) });
    outline.set({ labels: this.codes.areas, marked: this.marked });
    const others = [...this.codes.areas.keys()].filter((code) => !DRAWN.has(code));
    this.ask("where", outline, others.length > 0 && h("button", { class: "button quiet wide", type: "button", onclick: () => this.which(others) }, t("damage.elsewhere")));
  }

  named(codes) {
    return codes.length > 1 ? this.which(codes) : this.what(codes[0]);
  }

  which(codes) {
    this.ask("which", this.options(codes.map((code) => [code, this.codes.areas.get(code)]), (code) => this.what(code)));
  }

  what(area) {
    this.damage = { area };
    this.ask("what", this.options([...this.codes.types], (type) => this.size(type)));
  }

  size(type) {
    this.damage.type = type;
    this.ask("size", this.options([...this.codes.severities], (severity) => this.done(Number(severity))));
  }

  done(severity) {
    this.tell("damage", { ...this.damage, severity });
  }

  options(pairs, chosen) {
    return h("div", { class: "options" }, pairs.map(([code, label]) => h("button", { type: "button", onclick: () => chosen(code) }, label)));
  }

  ask(question, ...answers) {
    const { area, type } = this.damage;
    const soFar = [area && this.codes.areas.get(area), type && this.codes.types.get(type)].filter(Boolean).join(t("list.join"));
    const back = this.asked && h("button", { class: "round", type: "button", "aria-label": t("app.back"), onclick: () => this.set(this) }, icon("back", 26));
    const heading = h("h2", { tabindex: "-1" }, t(`damage.${question}`));
    this.show(h("div", { class: "ask" }, h("div", { class: "head" }, question !== "where" && back, heading), soFar && h("p", { class: "so-far" }, soFar), answers));
    this.tell("asking", question);
    if (this.asked) heading.focus({ preventScroll: true });
    this.asked = true;
  }
}

customElements.define("rr-damage-picker", DamagePicker);
