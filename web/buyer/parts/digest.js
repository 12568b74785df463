// What changed since this device last looked; once read it is put away, and that counts as seen.
import { css, h } from "../../client/element.js";
import { icon } from "../../client/icons.js";
import { t } from "../../client/i18n.js";
import { ago } from "../../client/time.js";
import { card } from "./look.js";

export const digestLook = css`
  .digest { position: relative; border-color: var(--accent); box-shadow: var(--shadow); }
  .digest h2 { padding-right: var(--target); margin-bottom: var(--s1); color: var(--accent); }
  .digest .round { position: absolute; right: 4px; top: 4px; }
  .digest li { display: grid; grid-template-columns: 10px 1fr; gap: 12px; align-items: baseline; }
  .digest li::before { content: ""; width: 8px; height: 8px; border-radius: var(--round); background: var(--accent); }
  .digest button.to { min-height: 44px; padding: 0; border: 0; background: none; text-align: left; color: inherit; text-decoration: underline; text-decoration-color: var(--line-strong); text-underline-offset: 4px; }
  .digest p { min-height: 44px; display: flex; align-items: center; }
  .digest .more { color: var(--ink-soft); font-size: var(--text-s); padding-left: 22px; min-height: 0; }
`;

const MOST = 5;

/** The card; null when nothing changed. `lead(id)` goes to an entry of the timeline, `dismiss` puts the card away. */
export function digest(told, { dismiss, lead }) {
  if (!told?.items.length) return null;
  const others = told.items.length - MOST;
  const title = told.since ? t("digest.title_since", { when: ago(told.since) }) : t("digest.title");
  return card(title, "digest",
    h("button", { class: "round", type: "button", "aria-label": t("digest.dismiss"), title: t("digest.dismiss"), onclick: dismiss }, icon("check", 24)),
    h("ul", {}, told.items.slice(0, MOST).map(({ text, entry_id }) =>
      h("li", {}, entry_id ? h("button", { class: "to", type: "button", onclick: () => lead(entry_id) }, text) : h("p", {}, text)))),
    others > 0 && h("p", { class: "more" }, t("digest.more", { n: others })));
}
