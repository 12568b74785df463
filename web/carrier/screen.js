// What all screens of the carrier's page look like.
import { css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";

export const screen = css`
  .screen { max-width: 40rem; margin: 0 auto; padding: 0 var(--s2) calc(var(--s8) + env(safe-area-inset-bottom)); }
  .top { display: flex; align-items: center; justify-content: space-between; gap: var(--s1); min-height: 80px; margin: 0 calc(-1 * var(--s1)); }
  .top > * { margin: 0 var(--s1); }
  .top .round { margin: 0; }
  .side { display: flex; align-items: center; margin: 0; }
  h1 { font-size: var(--text-2xl); letter-spacing: -0.01em; margin: var(--s1) 0 var(--s2); }
  .huge { width: 100%; min-height: 88px; font-size: var(--text-xl); border-radius: var(--radius-l); gap: var(--s2); }
  .large { width: 100%; min-height: 72px; font-size: var(--text-l); border-radius: var(--radius-l); }
  .button.quiet { border-width: 2px; border-color: var(--line-strong); }
  .stack { display: grid; gap: var(--s2); }
  .car { display: grid; grid-template-columns: auto 1fr; gap: 2px var(--s2); align-items: center; }
  .car .tail { font-size: var(--text-2xl); font-weight: 700; letter-spacing: 0.06em; font-variant-numeric: tabular-nums; line-height: 1.1; grid-column: 2; }
  .car .name { grid-column: 2; font-weight: var(--weight-strong); }
  .car .state { grid-column: 2; padding: 4px 0; }
  .car .where, .car .planned { grid-column: 2; color: var(--ink-soft); font-size: var(--text-s); }
  .car .disc { grid-row: 1 / span 5; align-self: start; width: 56px; height: 56px; border-radius: var(--radius); display: grid; place-items: center; background: var(--accent-soft); color: var(--accent); }
  .error { display: flex; gap: var(--s1); align-items: center; color: var(--bad); font-weight: var(--weight-strong); }
`;

/** The row above a screen: a way back (or the given start) and what stands at the end. */
export function top(start, ...end) {
  const back = start ?? h("a", { class: "round", href: "#/", "aria-label": t("app.back") }, icon("back", 32));
  return h("div", { class: "top" }, back, h("div", { class: "side" }, ...end));
}

export const error = (text) => h("p", { class: "error", role: "alert" }, icon("bad", 26), h("span", {}, text));
