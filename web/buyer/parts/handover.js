// Where, when and how the car is handed over, what to bring and what is still to pay.
import { css, h } from "../../client/element.js";
import { icon } from "../../client/icons.js";
import { t, word } from "../../client/i18n.js";
import * as time from "../../client/time.js";
import { money } from "../../client/money.js";
import { answers, appointment } from "./appointment.js";
import { card, line } from "./look.js";

export const handoverLook = css`
  .stand { display: flex; gap: var(--s1); align-items: start; margin-top: 12px; padding: 12px; border-radius: var(--radius-s); background: var(--accent-soft); color: var(--accent); font-weight: var(--weight-strong); line-height: var(--leading-tight); }
  .stand.change_requested, .stand.kept { background: var(--calm-soft); color: var(--calm); }
  .answers { display: flex; flex-wrap: wrap; gap: 0 var(--s1); }
  .bring { margin-top: var(--s2); }
  .bring ul { display: flex; flex-wrap: wrap; gap: var(--s1); margin-top: var(--s1); }
  .bring li { display: inline-flex; gap: 6px; align-items: center; padding: 4px 12px 4px 8px; border: 1px solid var(--line-strong); border-radius: var(--radius-s); font-size: var(--text-s); }
  .bring svg { color: var(--accent); }
  .due { display: flex; justify-content: space-between; gap: var(--s2); margin-top: var(--s2); padding-top: var(--s2); border-top: 1px solid var(--line); }
  .due b { font-size: var(--text-l); font-variant-numeric: tabular-nums; }
`;

const TELEPHONE = /\+?\d[\d\s-]{6,}\d/;

/** The handover as the API tells it; null while the shop has said nothing. `confirmed` is called after a confirmation. */
export function handover(order, api, confirmed) {
  const { handover: told } = order;
  if (!told?.mode) return null;
  const { place, window } = told;
  const over = order.progress?.milestone === "delivered" || order.state !== "open";
  const bringing = told.to_bring?.length ? told.to_bring : (told.bring ?? []);
  return card(t("order.handover"), "handover",
    h("p", { class: "big" }, word("order", told.mode)),
    over ? window?.earliest && line("calendar", time.window(window.earliest, window.latest, place?.time_zone)) : appointment(told),
    place && line("pin", [place.name, place.address].filter(Boolean).join(t("list.join"))),
    told.address && line("pin", lineOf(told.address)),
    told.contact && contact(lineOf(told.contact)),
    !over && bringing.length > 0 && bring(bringing),
    told.balance_due && h("p", { class: "due" }, h("span", {}, t("order.balance")), h("b", {}, money(told.balance_due))),
    answers(order, api, confirmed));
}

function bring(codes) {
  return h("div", { class: "bring" }, h("h3", { class: "label" }, t("order.bring")),
    h("ul", {}, codes.map((item) => h("li", {}, icon("check", 16), item.text ?? word("bring", item.code ?? item)))));
}

// The number in a contact can be called with one tap.
function contact(text) {
  const number = text.match(TELEPHONE)?.[0];
  if (!number) return line("call", text);
  const [before, after] = text.split(number);
  return line("call", [before, h("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number), after]);
}

// Shops write addresses and contacts as one line or as an object of lines.
const lineOf = (told) => (typeof told === "string" ? told : Object.values(told).join(t("list.join")));
