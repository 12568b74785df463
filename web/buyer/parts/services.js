// What comes with the car: how far each service is, when somebody comes, what it costs.
import { css, h } from "../../client/element.js";
import { known, t, word } from "../../client/i18n.js";
import { money } from "../../client/money.js";
import * as time from "../../client/time.js";
import { pill } from "../../components/eta.js";
import { card } from "./look.js";

export const servicesLook = css`
  .services .name { font-weight: var(--weight-strong); }
  .services .over .name { font-weight: var(--weight); color: var(--ink-soft); }
`;

const TONES = {
  offered: ["calm", "info"], requested: ["calm", "clock"], pending: ["calm", "clock"], scheduled: ["good", "calendar"],
  done: ["good", "check"], declined: ["calm", "close"], cancelled: ["bad", "close"],
};
const OVER = new Set(["done", "declined", "cancelled"]);

/** The services as rows; null when the car comes alone. */
export function services({ services: told }) {
  if (!told?.length) return null;
  const open = told.filter(({ status }) => !OVER.has(status));
  const over = told.filter(({ status }) => OVER.has(status));
  return card(t("order.services"), "services", h("ul", { class: "rows" }, [...open, ...over].map(row)));
}

function row(service) {
  const { kind, status, provider, appointment, amount, currency } = service;
  const name = known(`service.${kind}`) ? t(`service.${kind}`) : (service.text ?? word("service", kind));
  const about = [appointment?.earliest && time.window(appointment.earliest, appointment.latest), provider, amount && money({ amount, currency })];
  const sub = about.filter(Boolean).join(" · ");
  return h("li", { class: OVER.has(status) ? "over" : "" },
    h("span", { class: "name" }, name), pill(...(TONES[status] ?? ["calm", "info"]), word("service_status", status)),
    sub && h("span", { class: "sub" }, sub));
}
