// The small parts of an order: what to do, the journey, its numbers, and where the newest clip will be.
import { css, h } from "../../client/element.js";
import { icon } from "../../client/icons.js";
import { t } from "../../client/i18n.js";
import * as time from "../../client/time.js";
import { card } from "./look.js";

export const smallLook = css`
  .to-do { border: 2px solid var(--accent); }
  .to-do li { grid-template-columns: auto 1fr; align-items: start; }
  .to-do svg { color: var(--accent); margin-top: 1px; }
  .to-do .sub { grid-column: 2; }
  .no-clip { overflow: hidden; border-radius: var(--radius-l); border: 1px solid var(--line); background: var(--surface); box-shadow: var(--shadow); }
  .no-clip img { display: block; width: 100%; aspect-ratio: 16 / 9; object-fit: cover; }
  .no-clip div { padding: 14px var(--s2) var(--s2); }
  .vin { font-variant-numeric: tabular-nums; letter-spacing: 0.04em; }
`;

const LEADS = { sign_receipt: "receipt" };

/** What the buyer has to do; null when there is nothing. */
export function actions(order) {
  const open = (order.actions ?? []).filter(({ done }) => !done);
  if (!open.length) return null;
  return card(t("order.to_do"), "to-do", h("ul", { class: "rows" }, open.map(({ code, text, due_at }) =>
    h("li", {}, icon("flag", 20), LEADS[code] ? h("a", { href: `#/orders/${order.id}/${LEADS[code]}` }, text) : h("span", {}, text), due_at && h("span", { class: "sub" }, t("order.due", { when: time.dayAndTime(due_at) }))))));
}

/** The milestones as a line of stations. */
export function journey(order) {
  if (!order.milestones?.length) return null;
  const stations = h("rr-journey");
  stations.set({ milestones: order.milestones, here: order.current_place?.name, earliest: order.eta?.earliest });
  return card(t("order.journey"), "", stations);
}

/** Numbers that people are asked for on the telephone. */
export function facts(order) {
  if (!order.vehicle?.vin) return null;
  return h("p", { class: "label" }, `${t("order.vin")} `, h("span", { class: "vin" }, order.vehicle.vin));
}

/** Where the newest clip will be. */
export const noClip = () => h("div", { class: "no-clip" }, h("img", { src: "/web/pictures/awaited.svg", alt: "" }),
  h("div", {}, h("p", { class: "big" }, t("order.no_clip")), h("p", { class: "soft small" }, t("order.no_clip_lead"))));
