// Which shots of a car are owed, and how far each has come; a tap says which one the next video shows.
import { css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";

export const shotsLook = css`
  .shots { display: grid; gap: var(--s1); }
  .shots button { display: grid; grid-template-columns: 32px 1fr auto; gap: 12px; align-items: center; width: 100%; min-height: 64px; padding: var(--s1) var(--s2); border: 2px solid var(--line); border-radius: var(--radius); background: var(--surface); text-align: left; font-weight: var(--weight-strong); }
  .shots button[aria-pressed="true"] { border-color: var(--accent); background: var(--accent-soft); }
  .shots small { font-size: var(--text-s); color: var(--ink-soft); font-weight: var(--weight); }
  .shots .ok svg { color: var(--good); }
  .shots .rejected svg, .shots .rejected small { color: var(--bad); }
`;

const ICONS = { missing: "camera", sending: "upload", checking: "search", ok: "check", rejected: "bad" };

/** The list; null when nothing is owed. `wanted` is called with the code of a shot that was tapped, `chosen` is the last. */
export function shots(list, wanted, chosen) {
  if (!list?.length) return null;
  return h("ul", { class: "shots", "aria-label": t("shot.title") }, list.map(({ code, label, state, verdict }) =>
    h("li", {}, h("button", { type: "button", class: state, "aria-pressed": String(code === chosen), onclick: () => wanted(code) },
      icon(ICONS[state] ?? "camera", 28), h("span", {}, label, verdict && h("br"), verdict && h("small", {}, verdict.text)), h("small", {}, t(`shot.${state}`))))));
}
