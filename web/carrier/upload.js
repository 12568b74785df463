// One upload: how far it is, then the verdict, large.
import { connection } from "../client/connection.js";
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import * as time from "../client/time.js";
import { sizeOf } from "../client/size.js";
import { controls } from "../components/controls.js";
import { car } from "./car.js";
import { FOOTAGE } from "./footage_kinds.js";
import { error, screen, top } from "./screen.js";
import { fractionOf, TimeLeft, toneOf } from "./upload_text.js";
import { SETTLED } from "./uploader.js";
import "./ring.js";

const style = css`
  .state { text-align: center; display: grid; gap: var(--s1); justify-items: center; }
  .state h1 { margin: var(--s1) 0 0; }
  .state p { font-size: var(--text-l); max-width: 30rem; }
  .numbers { color: var(--ink-soft); font-variant-numeric: tabular-nums; min-height: 1.5em; }
  .note { display: flex; gap: var(--s1); align-items: center; justify-content: center; padding: 12px var(--s2); border-radius: var(--radius); background: var(--sunken); }
  .note.warn { background: var(--warn-soft); color: var(--warn); font-weight: var(--weight-strong); }
  .seal { width: min(52vw, 200px); aspect-ratio: 1; display: grid; place-items: center; margin: var(--s2) auto 0; }
  .seal svg { width: 60%; height: 60%; stroke-width: 2; }
  .seal.good { background: var(--good); color: var(--on-accent); border-radius: var(--round); }
  .seal.bad { background: var(--bad-soft); color: var(--bad); border-radius: var(--radius-l); box-shadow: inset 0 0 0 4px var(--bad); }
  .seal.warn { background: var(--warn-soft); color: var(--warn); border-radius: var(--radius-l); box-shadow: inset 0 0 0 4px var(--warn); }
  .seal.calm { background: var(--calm-soft); color: var(--calm); border-radius: var(--radius-l); }
  .advice { padding: var(--s2); border-radius: var(--radius-l); background: var(--sunken); font-weight: var(--weight-strong); }
  .panel { padding: var(--s2); border: 2px solid var(--line); border-radius: var(--radius-l); }
  .sure { display: grid; gap: var(--s2); padding: var(--s2); border: 3px solid var(--bad); border-radius: var(--radius-l); }
  input[type="file"] { position: absolute; width: 1px; height: 1px; opacity: 0; }
  input:focus-visible + label { outline: 4px solid var(--accent); outline-offset: 3px; }
`;

class Upload extends Component {
  static styles = [controls, screen, style];

  start({ uploader, shelf, id }) {
    Object.assign(this, { uploader, shelf, ref: id, left: new TimeLeft() });
    this.body = h("div", { class: "stack" });
    this.foot = h("div", { class: "stack" });
    this.show(h("div", { class: "screen stack" },
      top(null, h("a", { class: "button bare", href: "#/uploads" }, icon("film", 26), t("carrier.uploads"))), this.body, this.foot));
    this.draw();
  }

  connectedCallback() {
    this.changed = () => this.draw();
    this.moved = ({ detail }) => detail === this.ref && this.row && this.progress();
    this.shelf.addEventListener("change", this.changed);
    this.uploader.addEventListener("progress", this.moved);
    connection.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.shelf.removeEventListener("change", this.changed);
    this.uploader.removeEventListener("progress", this.moved);
    connection.removeEventListener("change", this.changed);
  }

  async draw() {
    const row = await this.shelf.get(this.ref);
    if (!row) return (location.hash = "#/uploads");
    const before = this.row;
    this.row = row;
    if (SETTLED.has(row.state)) return this.verdict();
    if (row.state === "pick") return this.pickAgain();
    if (row.state === "problem") return this.problem();
    if (before && !SETTLED.has(before.state) && this.ring?.isConnected) return this.progress();
    return this.going();
  }

  going() {
    this.ring = h("rr-ring");
    this.name = h("h1", { role: "status" });
    this.numbers = h("p", { class: "numbers" });
    this.note = h("p", { class: "note", role: "status" });
    this.body.replaceChildren(h("div", { class: "state" }, this.ring, this.name, this.numbers), this.note);
    this.foot.replaceChildren(this.panel(), this.nextCar(), h("button", { class: "button bare large", type: "button", onclick: () => this.sure() }, t("carrier.cancel")));
    this.progress();
  }

  progress() {
    const { row } = this;
    if (!this.ring?.isConnected) return;
    const live = this.uploader.live.get(this.ref);
    const label = t(`upload.${row.state}`);
    this.ring.set(fractionOf(row, live), label);
    if (this.name.textContent !== label) this.name.textContent = label;
    const left = row.state === "sending" && live?.done ? this.left.at(live.done, live.all) : "";
    const bytes = live?.all && row.state !== "checking" ? t("carrier.bytes", { done: sizeOf(live.done ?? 0, live.all), all: sizeOf(live.all) }) : "";
    this.numbers.textContent = [bytes, left].filter(Boolean).join(" · ");
    this.tellNote(row.state === "checking" ? null : connection.up ? live?.trouble : "offline");
    this.foot.lastElementChild.hidden = row.state === "checking";
  }

  tellNote(trouble) {
    const text = t(trouble ? `carrier.${trouble}` : "carrier.you_may_leave");
    if (this.note.textContent === text) return;
    this.note.className = trouble ? "note warn" : "note";
    this.note.replaceChildren(icon(trouble ? "offline" : "info", 26), h("span", {}, text));
  }

  verdict() {
    const { state, verdict, already } = this.row;
    const [tone, name] = toneOf(state);
    const at = verdict?.at_s > 0 ? t("verdict.at", { at: time.length(verdict.at_s) }) : "";
    this.body.replaceChildren(h("div", { class: "state", role: "status" },
      h("div", { class: `seal ${tone}` }, icon(name, 96)),
      h("h1", {}, t(`upload.${state}`)),
      h("p", {}, verdict?.text && state !== "published" ? verdict.text : t(`verdict.${state}`)),
      at && h("p", { class: "numbers" }, at), already && h("p", { class: "numbers" }, t("carrier.already"))),
      verdict?.advice && state === "rejected" ? h("p", { class: "advice" }, verdict.advice) : "");
    const refilm = state === "rejected" || state === "failed";
    this.foot.replaceChildren(...[this.panel(), refilm && this.filmAgain(), this.nextCar(refilm ? "quiet large" : "huge")].filter(Boolean));
  }

  filmAgain() {
    const replaces = this.row.clip_id ? `?replaces=${this.row.clip_id}` : "";
    return h("a", { class: "button huge", href: `#/film/${this.row.stage.id}${replaces}` }, icon("camera", 34), t("carrier.film_again"));
  }

  pickAgain(complaint) {
    const input = h("input", { id: "again", type: "file", accept: FOOTAGE, onchange: () => this.offered(input.files[0]) });
    this.body.replaceChildren(h("div", { class: "state" }, h("div", { class: "seal warn" }, icon("film", 96)), h("h1", {}, t("upload.pick")),
      h("p", {}, t("carrier.pick_again_lead", { name: this.row.name }))), complaint ? error(complaint) : "");
    this.foot.replaceChildren(this.panel(), h("div", {}, input, h("label", { class: "button huge", for: "again" }, icon("gallery", 34), t("carrier.pick_again"))), this.removal());
  }

  async offered(file) {
    if (file && !(await this.uploader.offer(this.ref, file))) this.pickAgain(t("carrier.wrong_file", { name: this.row.name }));
  }

  problem() {
    this.body.replaceChildren(h("div", { class: "state", role: "alert" }, h("div", { class: "seal bad" }, icon("bad", 96)), h("h1", {}, t("upload.problem")), h("p", {}, this.row.problem)));
    this.foot.replaceChildren(this.panel(),
      h("button", { class: "button huge", type: "button", onclick: () => this.uploader.again(this.ref) }, icon("again", 34), t("app.retry")), this.removal());
  }

  sure() {
    const box = h("div", { class: "sure", role: "alertdialog", "aria-label": t("carrier.cancel") }, h("p", {}, t("carrier.cancel_sure")),
      h("button", { class: "button large", type: "button", onclick: () => this.going() }, t("carrier.keep_going")), this.removal(t("carrier.cancel")));
    this.foot.replaceChildren(box);
    box.querySelector("button").focus();
  }

  removal(text = t("carrier.remove")) {
    return h("button", { class: "button quiet large", type: "button", onclick: () => this.uploader.cancel(this.ref) }, text);
  }

  panel() {
    return h("div", { class: "panel" }, car(this.row.stage, { short: true }));
  }

  nextCar(look = "large") {
    return h("a", { class: `button ${look}`, href: "#/" }, t("carrier.another_car"), icon("next", 28));
  }
}

customElements.define("rr-upload", Upload);
