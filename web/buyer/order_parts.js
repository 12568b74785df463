// The parts of one order, each made from what the API says of it. A part with nothing to say is null.
import { css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { known, t, word } from "../client/i18n.js";
import * as time from "../client/time.js";
import { etaLine, etaNote, flagPills } from "../components/eta.js";
import { vehicleColour } from "../components/vehicle.js";

export const style = css`
  h1 { font-size: clamp(1.75rem, 1.2rem + 2.2vw, 2.5rem); letter-spacing: -0.02em; }
  .eta { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; font-size: var(--text-l); }
  .eta .date { display: inline-flex; gap: var(--s1); align-items: center; font-weight: var(--weight-strong); }
  .eta .note { color: var(--ink-soft); font-size: var(--text-s); flex-basis: 100%; }
  .card h2 { font-size: var(--text-s); color: var(--ink-soft); font-weight: var(--weight-strong); margin-bottom: 12px; }
  .big { font-size: var(--text-l); font-weight: var(--weight-strong); line-height: var(--leading-tight); }
  .line { display: flex; gap: var(--s1); align-items: start; color: var(--ink-soft); font-size: var(--text-s); margin-top: 6px; }
  .line svg { margin-top: 1px; }
  .line.warn { color: var(--warn); font-weight: var(--weight-strong); }
  .next { border-color: transparent; background: var(--accent-soft); }
  .next h2, .next .line { color: var(--ink); }
  .next h2 { color: var(--accent); }
  .quiet-note { margin-top: 12px; padding-top: 12px; border-top: 1px solid color-mix(in srgb, var(--accent) 22%, transparent); font-size: var(--text-s); }
  .rows { display: grid; gap: 12px; }
  .rows li { display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; align-items: baseline; }
  .rows .sub { grid-column: 1 / -1; color: var(--ink-soft); font-size: var(--text-s); }
  .to-do li { grid-template-columns: auto 1fr; align-items: start; }
  .to-do svg { color: var(--warn); margin-top: 1px; }
  .to-do .sub { grid-column: 2; }
  .done-row { color: var(--ink-soft); }
  .no-clip { overflow: hidden; border-radius: var(--radius-l); border: 1px solid var(--line); background: var(--surface); box-shadow: var(--shadow); }
  .no-clip img { display: block; width: 100%; aspect-ratio: 16 / 9; object-fit: cover; }
  .no-clip div { padding: 14px var(--s2) var(--s2); }
  .vin { font-variant-numeric: tabular-nums; letter-spacing: 0.04em; }
`;

/** The sticky head's big form: vehicle, status sentence, ETA, flags. */
export function summary(order) {
  const about = [vehicleColour(order.vehicle), t("orders.number", { number: order.number })].filter(Boolean).join(" · ");
  const line = etaLine(order);
  const note = etaNote(order);
  return [
    h("p", { class: "label" }, about),
    h("h1", { "aria-live": "polite" }, order.progress?.text ?? ""),
    h("div", { class: "eta" },
      line && h("span", { class: "date" }, icon("calendar", 22), line), flagPills(order), note && h("span", { class: "note" }, note)),
  ];
}

const card = (title, name, ...children) => h("section", { class: `card ${name}` }, h("h2", {}, title), ...children);
const line = (name, text, tone = "") => h("p", { class: `line ${tone}` }, icon(name, 20), h("span", {}, text));

/** What is expected next, and whether the silence until then is usual. */
export function next(order) {
  const expected = order.next_expected;
  if (!expected) return null;
  const zone = expected.place?.time_zone;
  const when = expected.earliest && time.window(expected.earliest, expected.latest, zone);
  const elsewhere = expected.earliest && time.isElsewhere(expected.earliest, zone);
  return card(t("order.next"), "next",
    h("p", { class: "big" }, expected.text),
    expected.place && line("pin", expected.place.name),
    when && line("clock", t("order.next_window", { when: elsewhere ? t("time.local", { when }) : when })),
    expected.overdue && line("warn", t("order.next_overdue"), "warn"),
    saysSomething(order.silence) && h("p", { class: "quiet-note" }, order.silence.text));
}

// Without a history of other journeys there is nothing to compare the silence with.
const saysSomething = (silence) => Boolean(silence?.text) && silence.level !== "unknown";

/** What the buyer has to do. */
export function actions(order) {
  const open = (order.actions ?? []).filter(({ done }) => !done);
  if (!open.length) return null;
  return card(t("order.to_do"), "", h("ul", { class: "rows to-do" }, open.map(({ text, due_at }) =>
    h("li", {}, icon("flag", 20), h("span", {}, text), due_at && h("span", { class: "sub" }, t("order.due", { when: time.dayAndTime(due_at) }))))));
}

/** The milestones as a line of stations. */
export function journey(order) {
  if (!order.milestones?.length) return null;
  const line_ = h("rr-journey");
  line_.set({ milestones: order.milestones, here: order.current_place?.name });
  return card(t("order.journey"), "", line_);
}

/** Where and when the car is handed over, and what to bring. */
export function handover({ handover: told }) {
  if (!told?.mode) return null;
  const where = told.place?.name ?? addressOf(told.address);
  const zone = told.place?.time_zone;
  return card(t("order.handover"), "",
    h("p", { class: "big" }, word("order", told.mode)),
    where && line("pin", where),
    told.window?.earliest && line("clock", time.window(told.window.earliest, told.window.latest, zone)),
    told.bring?.length > 0 && line("ordered", `${t("order.bring")}${t("list.colon")}${told.bring.map((code) => word("bring", code)).join(t("list.join"))}`),
    told.balance_due && line("info", `${t("order.balance")}${t("list.colon")}${money(told.balance_due)}`));
}

const addressOf = (address) => (typeof address === "string" ? address : (address?.text ?? ""));
const money = (due) => (typeof due === "object" ? [due.currency, due.amount].filter(Boolean).join(" ") : due);

/** What comes with the car. */
export function services(order) {
  if (!order.services?.length) return null;
  return card(t("order.services"), "", h("ul", { class: "rows" }, order.services.map((service) =>
    h("li", { class: service.status === "done" ? "done-row" : "" },
      h("span", {}, known(`service.${service.kind}`) ? t(`service.${service.kind}`) : (service.text ?? word("service", service.kind))),
      h("span", { class: "small soft" }, word("service_status", service.status)),
      service.appointment?.earliest && h("span", { class: "sub" }, time.window(service.appointment.earliest, service.appointment.latest))))));
}

/** How the arrival date moved; only where it did. */
export function etaHistory({ eta }) {
  if (!(eta?.history?.length > 1)) return null;
  return card(t("eta.history"), "", h("ul", { class: "rows" }, [...eta.history].reverse().map((step) =>
    h("li", {}, h("span", {}, step.earliest || step.latest ? time.dateRange(step.earliest ?? step.latest, step.latest) : "–"),
      h("time", { class: "small soft", datetime: step.at }, time.shortDate(step.at)),
      step.text && h("span", { class: "sub" }, step.text)))));
}

/** Numbers that people are asked for on the telephone. */
export function facts(order) {
  if (!order.vehicle?.vin) return null;
  return h("p", { class: "label" }, `${t("order.vin")} `, h("span", { class: "vin" }, order.vehicle.vin));
}

/** Where the newest clip will be. */
export const noClip = () => h("div", { class: "no-clip" }, h("img", { src: "/web/pictures/awaited.svg", alt: "" }),
  h("div", {}, h("p", { class: "big" }, t("order.no_clip")), h("p", { class: "soft small" }, t("order.no_clip_lead"))));
