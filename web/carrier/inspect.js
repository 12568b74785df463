// A condition report, one question a screen: at which handover, what is damaged, how far it was driven, who signs.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { damageCodes, damageText } from "../client/damage_codes.js";
import { offsetTime } from "../client/time.js";
import { controls, skeletons } from "../components/controls.js";
import { field, forms } from "../components/form.js";
import { trouble, troubles } from "../components/trouble.js";
import { Draft } from "./draft.js";
import { FOOTAGE, isFootage } from "./footage_kinds.js";
import { error, screen, top } from "./screen.js";
import { carName, vinTail } from "./stage_text.js";
import { stageById } from "./stage_list.js";
import "../components/car_outline.js";
import "../components/damage_picker.js";
import "./signature.js";

const style = css`
  .who { color: var(--ink-soft); }
  .who b { color: var(--ink); letter-spacing: 0.05em; }
  .found { display: grid; gap: var(--s1); }
  .found li { position: relative; display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: 12px; padding: 4px 4px 4px var(--s2); border: 3px solid var(--bad); border-radius: var(--radius); font-weight: var(--weight-strong); }
  .found svg { color: var(--bad); }
  .found span::first-letter { text-transform: uppercase; }
  .found .video { grid-column: 1 / -1; justify-self: start; color: var(--ink-soft); font-size: var(--text-s); font-weight: var(--weight); }
  .seal { width: min(44vw, 180px); aspect-ratio: 1; display: grid; place-items: center; margin: var(--s4) auto var(--s2); border-radius: var(--round); background: var(--good); color: var(--on-accent); }
  h1:focus-visible { outline: none; }
  .center { text-align: center; }
`;

const KINDS = { pickup: "truck", handover: "again", delivery: "key" };
const NOBODY = ["nobody_there", "contactless", "refused"];

class Inspect extends Component {
  static styles = [controls, skeletons, troubles, forms, screen, style];

  start({ api, outbox, uploader, found, book, id }) {
    Object.assign(this, { api, outbox, uploader, id, draft: new Draft(id, api.session.person) });
    this.show(h("div", { class: "screen" }, top(), h("div", { class: "bone tall" })));
    this.load(found, book);
  }

  async load(found, book) {
    try {
      [this.car, this.codes] = await Promise.all([carOf(this.id, found, book, this.api), damageCodes(this.api)]);
      if (!this.car) return (location.hash = "#/");
      return this.draft.kind ? this.damages() : this.kind();
    } catch (problem) {
      return this.show(h("div", { class: "screen" }, top(), trouble(problem, () => this.load(found, book))));
    }
  }

  kind() {
    this.step(t("inspect.kind"), null, Object.entries(KINDS).map(([kind, name]) =>
      h("button", { class: "button huge", type: "button", onclick: () => (this.draft.set({ kind }), this.damages()) }, icon(name, 34), t(`inspect.${kind}`))));
  }

  damages(complaint) {
    const { damages } = this.draft;
    const go = h("button", { class: "button huge", type: "button", onclick: () => this.odometer() }, icon(damages.length ? "next" : "check", 34), t(damages.length ? "inspect.go_on" : "inspect.none"));
    // While a damage is being named, that is the only question.
    const picker = h("rr-damage-picker", { ondamage: ({ detail }) => (this.draft.add(detail), this.damages()), onasking: ({ detail }) => (go.hidden = detail !== "where") });
    picker.set({ codes: this.codes, marked: new Set(damages.map(({ area }) => area)) });
    this.step(t("inspect.damages"), () => this.kind(),
      complaint && error(complaint), damages.length > 0 && h("ul", { class: "found" }, damages.map((damage, n) => this.found(damage, n))), picker, go);
  }

  found(damage, n) {
    const input = h("input", { id: `film${n}`, type: "file", accept: FOOTAGE, class: "hidden-text", onchange: () => this.film(n, input.files[0]) });
    return h("li", {}, icon("bad", 26), h("span", {}, damageText(damage, this.codes, t("list.join"))),
      h("button", { class: "round", type: "button", "aria-label": t("inspect.remove"), onclick: () => (this.draft.remove(n), this.damages()) }, icon("close", 26)),
      damage.clip_ref ? h("span", { class: "video" }, t("inspect.filmed")) : [input, h("label", { class: "button bare video", for: `film${n}` }, icon("camera", 24), t("inspect.film"))]);
  }

  // The video goes its own way; the report names it once the API has given it a name.
  async film(n, file) {
    if (!file) return;
    if (file.size === 0) return this.damages(t("carrier.empty_file"));
    if (!(await isFootage(file))) return this.damages(t("carrier.not_video"));
    const row = await this.uploader.add(file, this.car, null, ["damage"]);
    this.draft.film(n, row.ref);
    return this.damages();
  }

  odometer() {
    const input = h("input", { id: "odometer", type: "number", inputmode: "numeric", min: 0, max: 2_000_000, ".value": this.draft.odometer ?? "" });
    const go = () => input.reportValidity() && (this.draft.set({ odometer: input.value === "" ? null : Number(input.value) }), this.sign());
    this.step(t("inspect.odometer"), () => this.damages(), field(t("inspect.km"), input),
      h("button", { class: "button huge", type: "button", onclick: go }, icon("next", 34), t("inspect.go_on")));
    input.focus();
  }

  sign() {
    const name = h("input", { id: "name", type: "text", maxlength: 100, autocomplete: "off", oninput: () => ready() });
    const strokes = h("rr-signature", { onsigned: () => ready() });
    const send = h("button", { class: "button huge", type: "button", disabled: true, onclick: () => this.send({ name: name.value.trim(), strokes_svg: strokes.data }) }, icon("check", 34), t("inspect.send"));
    const ready = () => (send.disabled = !name.value.trim() || !strokes.data);
    this.step(t("inspect.sign"), () => this.odometer(), field(t("inspect.name"), name), strokes, send,
      NOBODY.map((none) => h("button", { class: "button quiet large", type: "button", onclick: () => this.send({ none }) }, t(`inspect.${none}`))));
  }

  async send(signature) {
    const { kind, odometer, damages } = this.draft;
    if (this.sent) return; // a second tap is not a second report
    this.sent = true;
    const body = { kind, inspected_at: offsetTime(Date.now()), signature, ...(odometer !== null && { odometer }), damages };
    await this.outbox.post(`/v1/stages/${this.id}/inspections`, body, { stage_id: this.id, what: "inspection" });
    this.draft.clear();
    this.show(h("div", { class: "screen stack" }, top(), h("div", { class: "seal" }, icon("check", 96)),
      h("div", { class: "center", role: "status" }, h("h1", {}, t("inspect.done")), h("p", {}, t("inspect.done_lead"))),
      h("button", { class: "button huge", type: "button", onclick: () => history.back() }, t("inspect.back"))));
  }

  step(title, back, ...parts) {
    const way = back && h("button", { class: "round", type: "button", "aria-label": t("app.back"), onclick: back }, icon("back", 32));
    const heading = h("h1", { tabindex: "-1" }, title);
    this.show(h("div", { class: "screen stack" }, top(way), h("p", { class: "who" }, h("b", {}, vinTail(this.car)), ` ${carName(this.car)}`), heading, ...parts));
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
}

// The car as it is known here already, so that no line is needed; else looked for in the list.
async function carOf(id, found, book, api) {
  const aboard = (await book.trips())?.flatMap(({ cars }) => cars).find(({ stage_id }) => stage_id === id);
  return found.get(id) ?? (aboard && { ...aboard, id }) ?? stageById(api, id);
}

customElements.define("rr-inspect", Inspect);
