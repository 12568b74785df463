// How shop and buyer stand about the time of the handover, what does not fit, and what the buyer can do about it.
import { h } from "../../client/element.js";
import { icon } from "../../client/icons.js";
import { kindly } from "../../client/kindly.js";
import { t } from "../../client/i18n.js";
import * as time from "../../client/time.js";
import { line } from "./look.js";

const TO_CONFIRM = new Set(["proposed", "kept", "change_requested"]);
const ICONS = { confirmed: "check", change_requested: "clock" };

/** The state in a sentence, with clashes; `[]` while the shop has named no time. */
export function appointment({ appointment: told, clashes = [], change_request: asked, place }) {
  if (!told || told.state === "none") return clashes.map(clash);
  const waiting = told.state === "change_requested" && asked;
  return [
    h("p", { class: `stand ${told.state}` }, icon(ICONS[told.state] ?? "calendar", 22), h("span", {}, told.text)),
    waiting && asked.windows.map(({ earliest, latest }, n) => line("calendar", t("change.asked", { n: n + 1, when: time.window(earliest, latest, place?.time_zone) }))),
    clashes.map(clash),
  ];
}

const clash = ({ text }) => line("warn", text, "warn");

/** Confirm, or ask for another time; nothing once the car was handed over. */
export function answers(order, api, confirmed) {
  const { appointment: told, window } = order.handover;
  if (order.state !== "open" || order.progress?.milestone === "delivered" || !told || told.state === "none") return null;
  const said = h("div", {});
  const confirm = TO_CONFIRM.has(told.state) && h("button", { class: told.state === "change_requested" ? "button quiet" : "button", type: "button", onclick: () => say(confirm, said, api, order, window, confirmed) }, icon("check", 20), t("handover.confirm"));
  return h("div", { class: "answers" }, confirm,
    h("a", { class: confirm ? "button bare" : "button quiet", href: `#/orders/${order.id}/change` }, t("handover.change")), said);
}

// What was seen is confirmed: another time named meanwhile is not.
async function say(button, said, api, order, window, confirmed) {
  button.disabled = true;
  try {
    await api.post(`/v1/orders/${order.id}/handover/confirm`, window ? { window } : {}, { tries: 3 });
  } catch (problem) {
    said.replaceChildren(line("bad", kindly(problem), "warn"));
    button.disabled = false;
  }
  confirmed();
}
