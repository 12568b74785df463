// What all screens of the console look like, and the tables they are made of.
import { css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { kindly } from "../client/kindly.js";
import { dayAndTime, exactly, inUtc } from "../client/time.js";

export const look = css`
  h1 { font-size: var(--text-2xl); margin: var(--s2) 0 var(--s1); }
  h2 { font-size: var(--text-l); margin: var(--s3) 0 var(--s1); }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s1); }
  .soft { color: var(--ink-soft); }
  .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
  table { border-collapse: collapse; width: 100%; font-size: var(--text-s); }
  th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid var(--line); }
  td, th { overflow-wrap: normal; }
  td:not(.tight) { min-width: 6.5rem; }
  tr:last-child > td { border-bottom: 0; }
  thead th { color: var(--ink-soft); font-weight: var(--weight-strong); background: var(--sunken); white-space: nowrap; }
  tbody tr:focus-within, tbody tr:hover { background: var(--accent-soft); }
  tr.gone td { color: var(--ink-soft); }
  tr.gone td:not(.plain) { text-decoration: line-through; }
  td.tight { white-space: nowrap; font-variant-numeric: tabular-nums; }
  code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.95em; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px var(--s2); font-size: var(--text-s); }
  dt { color: var(--ink-soft); }
  label { font-size: var(--text-s); font-weight: var(--weight-strong); display: grid; gap: 4px; }
  input, select, textarea { min-height: var(--target); padding: 4px 10px; border: 1px solid var(--line-strong); border-radius: var(--radius-s); background: var(--raised); font: inherit; color: inherit; }
  textarea { min-height: 64px; }
  td > input[type="checkbox"] { display: block; min-height: 0; width: 18px; height: 18px; margin: 1px 0; }
  .error { display: flex; gap: 6px; align-items: center; color: var(--bad); font-weight: var(--weight-strong); }
  .error:empty { display: none; }
  .empty { padding: 6px 10px; color: var(--ink-soft); font-size: var(--text-s); }
  kbd { font: inherit; font-size: var(--text-xs); border: 1px solid currentcolor; border-radius: 4px; padding: 0 5px; opacity: 0.8; }
`;

/** A table; `rows` are `{cells, gone?}` or arrays of cells, a cell a text, a node, or null. */
export function table(caption, heads, rows, empty = t("console.none")) {
  if (!rows.length) return h("p", { class: "empty scroll" }, empty);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, h("table", {},
    h("caption", { class: "hidden-text" }, caption),
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map((row) => rowOf(row.cells ?? row, row.gone)))));
}

const rowOf = (cells, gone) => h("tr", { class: gone ? "gone" : null },
  cells.map((cell) => h("td", { class: cell?.dateTime || cell?.matches?.("a, button, input") ? "tight" : null }, cell ?? "")));

/** A moment in the reader's own time, of which the head names the zone; in UTC on pointing at it. */
export const when = (iso) => (iso ? h("time", { datetime: iso, title: inUtc(iso) }, dayAndTime(iso)) : "");

/** A moment that has to be exact: with year, second and zone. */
export const moment = (iso) => (iso ? h("time", { datetime: iso, title: inUtc(iso) }, exactly(iso)) : "");

/** Names with their values; empty ones are left out. */
export const facts = (pairs) => h("dl", {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
  .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));

/** Where something goes wrong is said at once to whoever cannot see it. */
export const errorLine = () => h("p", { class: "error", role: "alert" });

/** Say a problem, or a sentence of our own, in a line of `errorLine`; nothing takes it away. */
export function complain(line, problem) {
  line.replaceChildren(...(problem ? [icon("bad", 18), h("span", {}, problem.sentence ?? (problem.body?.by ? t("console.claimed_by", problem.body.by) : kindly(problem)))] : []));
}

/** A status with its own shape and colour. */
export function state(word, tone) {
  const shapes = { good: "check", bad: "bad", warn: "warn", calm: "clock" };
  return h("span", { class: `pill ${tone}` }, icon(shapes[tone] ?? "info", 14), word);
}
