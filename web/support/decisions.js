// The decisions that are left about a clip, for all its buyers or only for those that were ticked.
import { h } from "../client/element.js";
import { t, word } from "../client/i18n.js";
import { table } from "./look.js";

const BUTTONS = [["release", "r", ""], ["hold", "h", "quiet"], ["reprocess", "p", "quiet"], ["remove", "x", "bad"]];
const NOTHING_LEFT = { removed: "console.removed_lead", awaiting_upload: "console.awaited_lead" };

/** Those of the clip's cuts about which something can still be decided. */
export const liveCuts = ({ cars }) => cars.map(({ cut }) => cut).filter((cut) => cut && cut.status !== "removed");

/** What may be done: to the whole clip, or with `chosen` to these buyers' cuts of it. */
export function mayDo(clip, chosen) {
  const may = new Set(clip.actions);
  if (!chosen.size) return may;
  const cuts = liveCuts(clip).filter(({ id }) => chosen.has(id));
  const some = (status) => cuts.some((cut) => cut.status === status);
  const fits = { release: ["held", "published"].includes(clip.status) && (clip.status === "held" || some("held")), hold: some("published"), remove: true };
  return new Set([...may].filter((action) => fits[action]));
}

/** The cars that the clip shows, each with its buyer's cut; with several cuts, a box to tick for each. */
export function carsTable(clip, chosen, changed) {
  const several = clip.actions.length > 0 && liveCuts(clip).length > 1;
  const tick = (cut, number) => h("input", {
    type: "checkbox", ".checked": chosen.has(cut.id), "aria-label": t("console.only_this", { order: number }),
    onchange: (event) => (chosen[event.target.checked ? "add" : "delete"](cut.id), changed()),
  });
  const cars = clip.cars.map(({ order_id: order, order_number: number, vehicle, cut }) => [
    ...(several ? [cut && cut.status !== "removed" ? tick(cut, number) : ""] : []),
    h("a", { href: `#/orders/${order}` }, number), h("code", {}, vehicle.vin ?? ""), cut ? word("cut_status", cut.status) : "",
  ]);
  return table(t("console.cars"), [...(several ? [t("console.only")] : []), t("console.order"), "VIN", t("console.cut")], cars);
}

/** Who is meant, and a button for each decision that is left. */
export function decisionButtons(clip, chosen, { disabled, decide }) {
  const may = mayDo(clip, chosen);
  const left = BUTTONS.filter(([name]) => may.has(name));
  if (!left.length) return [h("p", { class: "wide soft", role: "status" }, t(NOTHING_LEFT[clip.status] ?? "console.nothing_to_do"))];
  const orders = clip.cars.filter(({ cut }) => cut && chosen.has(cut.id)).map((car) => car.order_number).join(t("list.join"));
  const meant = liveCuts(clip).length > 1 && h("p", { class: "wide", role: "status" }, chosen.size ? t("console.for_only", { orders }) : t("console.for_all"));
  return [meant, ...left.map(([name, key, tone]) =>
    h("button", { class: `button ${tone}`, type: "button", disabled, onclick: () => decide(name) }, t(`console.do_${name}`), h("kbd", {}, key)))].filter(Boolean);
}
