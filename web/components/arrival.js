// When the car arrives: the range now beside what was first promised, how often such ranges held, and how the date moved.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t, word } from "../client/i18n.js";
import * as time from "../client/time.js";
import { etaLine } from "./eta.js";

const DAY = 86_400_000;
const SAID_ELSEWHERE = new Set(["promise", "appointment"]); // the bars and the handover say these
const FEW = 5; // journeys; fewer are too few to count with

const style = css`
  .head { font-size: var(--text-l); font-weight: var(--weight-strong); line-height: var(--leading-tight); }
  .spans { display: grid; gap: 12px; margin-top: var(--s2); }
  .span { display: flex; justify-content: space-between; gap: var(--s1); font-size: var(--text-s); }
  .span dt { color: var(--ink-soft); }
  .span dd { font-variant-numeric: tabular-nums; }
  .now dd { font-weight: var(--weight-strong); }
  .lane { position: relative; height: 10px; margin-top: 4px; border-radius: var(--round); background: var(--sunken); }
  .lane i { position: absolute; top: 0; bottom: 0; min-width: 10px; border-radius: var(--round); }
  .promised i { border: 2px solid var(--line-strong); background: var(--surface); }
  .now i { background: var(--accent); }
  .late.now i { background: var(--warn); }
  .sure { display: flex; gap: var(--s1); margin-top: var(--s2); font-size: var(--text-s); color: var(--ink-soft); }
  details { margin-top: var(--s1); }
  summary { display: flex; align-items: center; gap: var(--s1); min-height: var(--target); cursor: pointer; color: var(--accent); font-weight: var(--weight-strong); list-style: none; }
  summary::-webkit-details-marker { display: none; }
  summary svg { transition: transform var(--fast); }
  details[open] summary svg { transform: rotate(180deg); }
  ol { display: grid; gap: 14px; padding: 4px 0 4px 2px; }
  li { position: relative; padding-left: 22px; }
  li::before { content: ""; position: absolute; left: 0; top: 6px; width: 8px; height: 8px; border-radius: var(--round); border: 2px solid var(--line-strong); }
  li:first-child::before { background: var(--accent); border-color: var(--accent); }
  li + li::after { content: ""; position: absolute; left: 5px; top: -16px; height: 20px; width: 2px; background: var(--line); }
  li p { line-height: var(--leading-tight); }
  li small { display: block; font-size: var(--text-s); color: var(--ink-soft); }
`;

class Arrival extends Component {
  static styles = [style];

  set(order) {
    const { eta } = order;
    const open = this.$("details")?.open ?? false; // news do not close what somebody reads
    this.show(h("p", { class: "head" }, etaLine(order)), spans(eta), sure(eta), this.history(eta.history ?? [], open));
  }

  history(steps, open) {
    if (steps.length < 2) return null;
    const newestFirst = steps.map((step, n) => item(step, steps[n - 1])).reverse();
    return h("details", { open }, h("summary", {}, t("eta.history_n", { n: steps.length - 1 }), icon("down", 20)), h("ol", {}, newestFirst));
  }
}

// What was first promised and what is expected now, as two bars over the same days.
function spans(eta) {
  const promised = spanOf(eta.promised_earliest, eta.promised_latest);
  const now = spanOf(eta.earliest, eta.latest);
  if (!promised || !now || eta.state !== "estimated") return null;
  const from = Math.min(promised.from, now.from) - DAY;
  const width = Math.max(promised.to, now.to) + DAY - from;
  const late = time.daysBetween(new Date(promised.to), new Date(now.to)) > 0 ? " late" : "";
  const lane = ({ from: begin, to }) => h("div", { class: "lane", "aria-hidden": "true" },
    h("i", { ".style": `left:${((begin - from) / width) * 100}%;width:${((to - begin) / width) * 100}%` }));
  const row = (name, label, span) => h("div", { class: name }, h("div", { class: "span" }, h("dt", {}, label), h("dd", {}, dates(span))), lane(span));
  return h("dl", { class: "spans" }, row("promised", t("eta.first"), promised), row(`now${late}`, t("eta.now"), now));
}

function spanOf(earliest, latest) {
  const [from, to] = [earliest ?? latest, latest ?? earliest].map(Date.parse);
  return Number.isNaN(from) ? null : { from, to };
}

const dates = ({ from, to }) => time.dateRange(new Date(from).toISOString(), new Date(to).toISOString());

// How often such ranges held, in words that need no statistics; else what the date rests on.
function sure({ state, coverage, cases, basis, about }) {
  if (state !== "estimated") return null;
  const counted = cases >= FEW && coverage;
  const text = counted ? t("eta.coverage", { of_ten: Math.round(coverage * 10), cases }) : (about?.text ?? t("eta.few", { cases: cases ?? 0 }));
  return !counted && SAID_ELSEWHERE.has(basis) ? null : h("p", { class: "sure" }, icon(counted ? "shield" : "info", 20), h("span", {}, text));
}

function item(step, before) {
  const said = h("time", { datetime: step.at }, time.shortDate(step.at));
  return h("li", {}, h("p", {}, step.earliest || step.latest ? dates(spanOf(step.earliest, step.latest)) : step.text),
    h("small", {}, said, ` · ${why(step, before)}`));
}

function why(step, before) {
  if (!before) return t("eta.first_said");
  const days = before.latest && step.latest ? time.daysBetween(new Date(before.latest), new Date(step.latest)) : 0;
  const moved = days === 0 ? t("eta.narrower") : t(days > 0 ? "eta.moved_later" : "eta.moved_sooner", { n: Math.abs(days) });
  return step.reason ? `${moved}${t("list.join")}${t("eta.because", { reason: word("reason", step.reason) })}` : moved;
}

customElements.define("rr-arrival", Arrival);
