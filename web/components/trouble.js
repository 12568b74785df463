// An empty or failed place: an icon, a sentence, and what to do about it.
import { h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { kindly } from "../client/kindly.js";
import { css } from "../client/element.js";

export const troubles = css`
  .trouble { display: grid; justify-items: center; gap: var(--s1); padding: var(--s6) var(--s3); text-align: center; color: var(--ink-soft); }
  .trouble h2 { color: var(--ink); font-size: var(--text-xl); margin-top: var(--s1); }
  .trouble p { max-width: 26rem; }
  .trouble .button { margin-top: var(--s2); }
  .trouble .disc { display: grid; place-items: center; width: 72px; height: 72px; border-radius: var(--round); background: var(--sunken); color: var(--ink-soft); }
`;

/** Nothing here, and why. */
export function nothing(name, title, lead) {
  return h("div", { class: "trouble" }, h("div", { class: "disc" }, icon(name, 32)), h("h2", {}, title), lead && h("p", {}, lead));
}

/** It did not work; `again` is run by the button. */
export function trouble(problem, again) {
  return h("div", { class: "trouble", role: "alert" },
    h("div", { class: "disc" }, icon(problem.offline ? "offline" : "warn", 32)),
    h("h2", {}, t("problem.title")), h("p", {}, kindly(problem)),
    again && h("button", { class: "button", type: "button", onclick: again }, icon("again", 20), t("app.retry")));
}
