// One clip to decide about: the film, why it is held, boxes to draw, a reason and the decision. All of it by keys too.
import { Component, css, h } from "../client/element.js";
import { t, word } from "../client/i18n.js";
import { icon } from "../client/icons.js";
import { controls, pills } from "../components/controls.js";
import { trouble, troubles } from "../components/trouble.js";
import { clipState } from "./clip_state.js";
import { carsTable, decisionButtons, liveCuts, mayDo } from "./decisions.js";
import { complain, errorLine, facts, look, moment } from "./look.js";
import { isTyping } from "./typing.js";
import "./boxes.js";

const PROLONG_MS = 60_000;
const AWAY_MS = 120_000; // without a key or a stroke for as long as a claim lasts, nobody is there
const SIGNS = ["keydown", "pointerdown", "pointermove"];
const ONE_PICTURE_S = 1 / 25; // a step lands on another picture up to that rate, and never jumps over a whole one by much
const LEAST = 3; // characters of a reason
const LOOK_AGAIN_MS = 3_000;
const UNDER_WAY = new Set(["uploaded", "processing"]);
const KEYS = {
  " ": "play", ArrowLeft: "back", ArrowRight: "on", d: "draw", b: "add", "[": "begins", "]": "ends",
  r: "release", h: "hold", p: "reprocess", x: "remove", n: "next",
};

const style = css`
  .desk { display: grid; grid-template-columns: minmax(0, 2fr) minmax(20rem, 1fr); gap: var(--s3); align-items: start; }
  @media (max-width: 60rem) { .desk { grid-template-columns: minmax(0, 1fr); } }
  h1:focus { outline: none; }
  .why { margin-bottom: var(--s1); font-size: var(--text-l); font-weight: var(--weight-strong); }
  .side { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s2); }
  .side .scroll, .tools { margin-top: var(--s1); }
  .decide { display: grid; grid-template-columns: 1fr 1fr; gap: var(--s1); }
  .decide .wide { grid-column: 1 / -1; }
  .decide .wide:empty { display: none; }
  .theirs { display: flex; gap: var(--s1); align-items: center; margin-bottom: var(--s1); padding: var(--s1) 12px; border-radius: var(--radius-s); background: var(--calm-soft); color: var(--calm); font-weight: var(--weight-strong); }
  .button.bad { background: var(--bad); color: var(--paper); }
  .button[aria-pressed="true"] { background: var(--accent-soft); }
`;

class Clip extends Component {
  static styles = [controls, pills, troubles, look, style];

  async start({ api, id }) {
    this.api = api;
    this.path = `/v1/support/clips/${id}`;
    this.id = id;
    this.error = errorLine();
    await this.open();
  }

  // Somebody else's clip is shown to be looked at; whatever else goes wrong is said, with a way to try again.
  async open() {
    this.show(h("p", { class: "soft", role: "status" }, t("app.loading")));
    try {
      this.draw(await this.claim());
    } catch (problem) {
      this.show(h("h1", {}, t("console.clip")), trouble(problem, problem.status === 404 ? null : () => this.open()));
    }
  }

  /** The clip, ours from now on or, with `theirs`, somebody else's. */
  async claim() {
    try {
      const clip = await this.api.post(`${this.path}/claim`, {});
      this.theirs = null;
      return clip;
    } catch (problem) {
      if (problem.status !== 409) throw problem;
      this.theirs = problem.body.by?.name ?? null; // null: it was removed, and can be read still
      return this.api.get(this.path);
    }
  }

  connectedCallback() {
    this.keyed = (event) => this.key(event);
    addEventListener("keydown", this.keyed);
    this.seen = () => (this.seenAt = Date.now());
    for (const sign of SIGNS) addEventListener(sign, this.seen);
    this.seen();
    this.timer = setInterval(() => this.prolong(), LOOK_AGAIN_MS);
  }

  disconnectedCallback() {
    removeEventListener("keydown", this.keyed);
    for (const sign of SIGNS) removeEventListener(sign, this.seen);
    clearInterval(this.timer);
  }

  // Two minutes are short for a long clip: as long as somebody is there or it plays, it stays ours. One that is being
  // made again is shown as soon as it is done, with what was typed and drawn meanwhile.
  async prolong() {
    const waits = UNDER_WAY.has(this.clip?.status) || this.theirs;
    const due = this.clip?.claim || waits ? (this.asked ?? 0) + (waits ? 0 : PROLONG_MS) : Infinity;
    if (document.visibilityState !== "visible" || Date.now() < due || !this.isUsed()) return;
    this.asked = Date.now();
    const whose = this.theirs;
    try {
      const clip = await this.claim();
      if (this.lost) this.lost = complain(this.error, null);
      if (clip.status !== this.clip.status || whose !== this.theirs) this.draw(clip, this.typed());
      else this.clip.media = clip.media; // addresses last ten minutes
    } catch (problem) {
      if (!this.lost) complain(this.error, problem); // said once, and taken back when it is over
      this.lost = true;
    }
  }

  /** What must outlive that the clip is drawn again. */
  typed() {
    return { reason: this.reason?.value, boxes: this.unsaved && this.boxes.boxes, chosen: this.chosen };
  }

  isUsed() {
    return this.boxes?.plays?.() || Date.now() - this.seenAt < AWAY_MS;
  }

  video() {
    return this.clip.media.find((output) => output.kind === "video");
  }

  draw(clip, { reason = "", boxes, chosen = [] } = {}) {
    this.clip = clip;
    this.asked = Date.now();
    const live = new Set(liveCuts(clip).map(({ id }) => id));
    this.chosen = new Set([...chosen].filter((id) => live.has(id)));
    const video = this.video();
    this.boxes = video ? h("rr-console-boxes") : h("p", { class: "empty scroll" }, t("console.no_media"));
    this.reason = clip.actions.length > 0 && h("textarea", { name: "reason", maxlength: "500", ".value": reason });
    this.place = h("div", { class: "decide" });
    this.decisions();
    this.show(h("h1", { class: "row" }, t("console.clip"), ` ${clip.cars.map((car) => car.order_number).slice(0, 2).join(", ")}`, clipState(clip.status)), this.theirs && theirs(this.theirs), h("div", { class: "desk" },
      h("div", {}, this.boxes, this.tools(video)), h("div", { class: "side" }, this.facts(clip), this.error, this.reason && h("label", {}, t("console.why"), this.reason), this.place)));
    if (video) this.boxes.start({ src: () => this.video()?.url, boxes: boxes || clip.redactions, changed: () => (this.unsaved = true) });
    this.unsaved = Boolean(boxes);
  }

  tools(video) {
    this.pen = h("button", { class: "button quiet", type: "button", "aria-pressed": "false", onclick: () => this.toggle() }, t("console.draw"), h("kbd", {}, "d"));
    const add = h("button", { class: "button quiet", type: "button", onclick: () => this.boxes.add() }, t("console.box_add"), h("kbd", {}, "b"));
    const hint = (text, ...keys) => h("span", { class: "soft" }, t(text), keys.map((key) => [" ", h("kbd", {}, key)]));
    return video && this.clip.actions.includes("redactions") && h("div", { class: "row tools" }, this.pen, add, hint("console.play_key", t("console.space")), hint("console.step_key", "←", "→"), hint("console.span_key", "[", "]"));
  }

  facts(clip) {
    const why = clip.hold_reason ? `${clip.held_by}: ${clip.hold_reason}` : (clip.verdict?.text ?? clip.failure ?? "");
    const hidden = Object.entries(clip.hidden ?? {}).filter(([, n]) => n > 0).map(([name, n]) => `${word("hidden", name)} ${n}`).join(", ");
    return h("div", {}, h("p", { class: "why" }, why),
      facts([[t("console.carrier"), clip.carrier.name], [t("console.captured"), moment(clip.captured_at)], [t("console.since"), moment(clip.status_at)],
        [t("console.at_second"), clip.verdict?.at_s?.toFixed(1)], [t("console.hidden"), hidden], [t("console.note"), clip.note], [t("console.boxes"), clip.redacted ? "" : t("console.boxes_pending")]]),
      carsTable(clip, this.chosen, () => this.decisions()));
  }

  decisions() {
    const source = this.clip.actions.includes("source") && h("button", { class: "button bare", type: "button", onclick: () => this.openSource() }, t("console.do_source"));
    this.source = h("span", { class: "wide" });
    this.place.replaceChildren(...decisionButtons(this.clip, this.chosen, { disabled: Boolean(this.theirs), decide: (name) => this.decide(name) }),
      ...(source ? [source] : []), h("a", { class: "button bare", href: `#/clips/${this.id}/proof` }, t("proof.open")), h("button", { class: "button bare", type: "button", onclick: () => this.next() }, t("console.next_held"), h("kbd", {}, "n")), this.source);
  }

  // The footage as it was sent, for two minutes: a supervisor's, for a reason.
  async openSource() {
    const reason = this.because();
    if (!reason) return;
    complain(this.error, null);
    try {
      const { url } = await this.api.post(`${this.path}/source`, { reason });
      this.source.replaceChildren(h("a", { href: url, target: "_blank", rel: "noreferrer" }, t("console.source_here")));
    } catch (problem) {
      complain(this.error, problem);
    }
  }

  key(event) {
    const what = KEYS[event.key];
    const taken = event.key === " " ? "button, video, a" : "video";
    if (!what || !this.clip || isTyping(event) || event.composedPath()[0].matches?.(taken)) return;
    event.preventDefault();
    const acts = {
      play: () => this.boxes.playPause?.(), back: () => this.boxes.step?.(event.shiftKey ? -1 : -ONE_PICTURE_S), on: () => this.boxes.step?.(event.shiftKey ? 1 : ONE_PICTURE_S),
      draw: () => this.toggle(), add: () => this.pen?.isConnected && this.boxes.add?.(), begins: () => this.boxes.span?.("from_s"), ends: () => this.boxes.span?.("to_s"), next: () => this.next(),
    };
    (acts[what] ?? (() => mayDo(this.clip, this.chosen).has(what) && this.decide(what)))();
  }

  toggle() {
    if (!this.pen?.isConnected) return;
    const on = this.pen?.getAttribute("aria-pressed") !== "true";
    this.pen?.setAttribute("aria-pressed", String(on));
    this.boxes.drawing?.(on);
  }

  /** `what` with the reason; boxes that were drawn are sent first, for they count with the next processing. */
  async decide(what) {
    const reason = !this.theirs && !this.busy && this.because();
    if (!reason) return;
    complain(this.error, null);
    this.busy = true;
    try {
      if (this.unsaved && what !== "remove") await this.api.post(`${this.path}/redactions`, { boxes: this.boxes.boxes });
      const more = this.chosen.size ? { cut_ids: [...this.chosen] } : what === "reprocess" && { look_again: true };
      this.draw(await this.api.post(`${this.path}/${what}`, { reason, ...more }));
      this.$("h1").setAttribute("tabindex", "-1");
      this.$("h1").focus();
    } catch (problem) {
      if (problem.status === 409) await this.overtaken();
      complain(this.error, problem);
    } finally {
      this.busy = false;
    }
  }

  /** What was typed as the reason; empty, and asked for, while it is too short to be one. */
  because() {
    const reason = this.reason.value.trim();
    if (reason.length >= LEAST) return reason;
    complain(this.error, { sentence: t("console.why_first") });
    this.reason.focus();
    return "";
  }

  // Somebody decided or took it meanwhile: show how it stands now, with what was typed and drawn.
  async overtaken() {
    const clip = await this.claim().catch(() => null);
    if (clip) this.draw(clip, this.typed());
  }

  /** On to the clip that waits longest and that nobody looks at; without one, to the list. */
  async next() {
    try {
      const { items } = await this.api.get("/v1/support/review?limit=50");
      const free = items.find(({ id, claim }) => id !== this.id && !claim);
      location.hash = free ? `#/clips/${free.id}` : "#/review";
    } catch (problem) {
      complain(this.error, problem);
    }
  }
}

const theirs = (name) => h("p", { class: "theirs", role: "status" }, icon("info", 20), h("span", {}, `${t("console.claimed_by", { name })}. ${t("console.claimed_wait")}`));

customElements.define("rr-console-clip", Clip);
