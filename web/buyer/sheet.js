// A screen of an order that asks for something: a way back, a title, one form.
import { css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";

export const sheet = css`
  .sheet { max-width: 36rem; margin: 0 auto; padding: 0 var(--s2) var(--s8); display: grid; gap: var(--s3); }
  .sheet-bar { display: flex; align-items: center; min-height: 64px; margin: 0 0 calc(-1 * var(--s2)) calc(-1 * var(--s1)); }
  .sheet h1 { font-size: var(--text-2xl); letter-spacing: -0.02em; }
  .sheet .lead { color: var(--ink-soft); margin-top: var(--s1); }
  .foot { position: sticky; bottom: 0; padding: var(--s2) 0 max(var(--s2), env(safe-area-inset-bottom)); background: linear-gradient(transparent, var(--paper) 16px); }
`;

/** The frame around a form of the order `id`. */
export function sheetOf(id, title, lead, ...children) {
  return h("div", { class: "sheet" },
    h("div", { class: "sheet-bar" }, h("a", { class: "round", href: `#/orders/${id}`, "aria-label": t("app.back") }, icon("back", 26))),
    h("header", {}, h("h1", {}, title), lead && h("p", { class: "lead" }, lead)), ...children);
}
