// What the cards of one order look like, and the pieces they are made of.
import { css, h } from "../../client/element.js";
import { icon } from "../../client/icons.js";

export const look = css`
  .card h2 { font-size: var(--text-s); color: var(--ink-soft); font-weight: var(--weight-strong); margin-bottom: 12px; }
  .card .button { margin-top: var(--s2); }
  .big { font-size: var(--text-l); font-weight: var(--weight-strong); line-height: var(--leading-tight); }
  .line { display: flex; gap: var(--s1); align-items: start; color: var(--ink-soft); font-size: var(--text-s); margin-top: 6px; }
  .line svg { margin-top: 1px; }
  .line.warn { color: var(--warn); font-weight: var(--weight-strong); }
  .line a { color: inherit; }
  .rows { display: grid; gap: 14px; }
  .rows li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 12px; align-items: center; }
  .rows .sub { grid-column: 1 / -1; color: var(--ink-soft); font-size: var(--text-s); }
`;

/** A titled card of the order. */
export const card = (title, name, ...children) => h("section", { class: `card ${name}` }, h("h2", {}, title), ...children);

/** A line with its icon; `tone` is "warn" or nothing. */
export const line = (name, text, tone = "") => h("p", { class: `line ${tone}` }, icon(name, 20), h("span", {}, text));
