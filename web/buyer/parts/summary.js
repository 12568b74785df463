// The head of an order: vehicle, status sentence, ETA, flags.
import { css, h } from "../../client/element.js";
import { icon } from "../../client/icons.js";
import { t } from "../../client/i18n.js";
import { etaLine, etaNote, flagPills } from "../../components/eta.js";
import { vehicleColour } from "../../components/vehicle.js";

export const summaryLook = css`
  h1 { font-size: clamp(1.75rem, 1.2rem + 2.2vw, 2.5rem); letter-spacing: -0.02em; }
  .eta { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; font-size: var(--text-l); }
  .eta .date { display: inline-flex; gap: var(--s1); align-items: center; font-weight: var(--weight-strong); }
  .eta .note { color: var(--ink-soft); font-size: var(--text-s); flex-basis: 100%; }
  .exception { display: flex; gap: 12px; align-items: center; margin-top: var(--s1); padding: 12px var(--s2); border-radius: var(--radius); background: var(--bad-soft); color: var(--bad); font-weight: var(--weight-strong); line-height: var(--leading-tight); }
`;

/** What stands above everything else. */
export function summary(order) {
  const about = [vehicleColour(order.vehicle), t("orders.number", { number: order.number })].filter(Boolean).join(" · ");
  const when = etaLine(order);
  const note = etaNote(order);
  return [
    h("p", { class: "label" }, about),
    h("h1", { "aria-live": "polite" }, order.progress?.text ?? ""),
    h("div", { class: "eta" },
      when && h("span", { class: "date" }, icon("calendar", 22), when), flagPills(order), note && h("span", { class: "note" }, note)),
    order.flags?.exception?.text && h("p", { class: "exception", role: "status" }, icon("bad", 24), h("span", {}, order.flags.exception.text)),
  ].filter(Boolean);
}
