// The parts of one whole order, each a table: nothing is left out because it was withdrawn, held or corrected.
import { h } from "../client/element.js";
import { damageText } from "../client/damage_codes.js";
import { t, word } from "../client/i18n.js";
import { money } from "../client/money.js";
import * as time from "../client/time.js";
import { flagPills } from "../components/eta.js";
import { clipState } from "./clip_state.js";
import { facts, state, table, when } from "./look.js";

/** Everything about an order, from the head down; `codes` are those of damages. */
export function wholeParts(order, codes) {
  return [head(order), ...[stages, clips, events, parked, services, cases, inspections, damages, access].flatMap((part) => part(order, codes))];
}

/** What the buyer reads. */
export function buyersView({ order, timeline }) {
  return [
    h("h2", {}, order.progress.text),
    facts([[t("eta.title"), word("eta_state", order.eta.state)], [t("eta.now"), range(order.eta.earliest, order.eta.latest)], [t("console.next"), order.next_expected?.text]]),
    table(t("console.part_buyer"), [t("console.happened"), t("console.kind"), t("console.said")],
      timeline.map((entry) => [when(entry.happened_at), word("kind", entry.kind), entry.text])),
  ];
}

function head(order) {
  const { vehicle, buyer, partner, eta } = order;
  const former = vehicle.former.map((car) => car.vin).join(", ");
  return h("section", {}, h("h1", {}, `${order.number} · ${vehicle.make} ${vehicle.model}`),
    h("div", { class: "row" }, h("strong", {}, order.progress.text), flagPills(order)),
    h("h2", {}, t("console.buyer")),
    facts([
      [t("console.name"), `${buyer.name} (${buyer.locale})`], [t("sign_in.phone"), h("code", {}, buyer.phone)], ["VIN", h("code", {}, vehicle.vin ?? "–")],
      [t("console.former"), former], [t("console.shop"), partner.name], [t("eta.first"), range(order.promised.earliest, order.promised.latest)],
      [t("eta.now"), range(eta.earliest, eta.latest)], [t("console.next"), order.next_expected?.text], [t("console.place"), order.current_place?.name],
      [t("console.ordered_at"), when(order.ordered_at)], [t("console.changed"), when(order.updated_at)], [t("console.version"), `${order.version} / ${order.source_version ?? "–"}`],
    ]));
}

function stages({ stages }) {
  const heads = [t("console.stage"), t("console.carrier"), t("console.trip"), t("console.from_to"), t("console.planned"), t("console.estimated"), t("console.actual"), ""];
  return part(t("console.stages"), heads, stages.map((stage) => ({
    gone: Boolean(stage.withdrawn_at),
    cells: [
      `${stage.ref} · ${stage.mode ? word("mode", stage.mode) : word("stage_kind", stage.kind)}`, stage.carrier.name,
      stage.trip ? `${stage.trip.ref} · ${word("car", stage.car_state)}` : "", `${stage.from_place.name} → ${stage.to_place.name}`,
      range(stage.planned_start, stage.planned_end), range(stage.estimated_start, stage.estimated_end), range(stage.actual_start, stage.actual_end),
      stage.withdrawn_at && state(t("console.withdrawn"), "calm"),
    ],
  })));
}

function clips({ clips }) {
  const heads = [t("console.clip"), t("console.stands"), t("console.reason"), t("console.carrier"), t("console.captured"), t("console.cut"), ""];
  return part(t("console.clips"), heads, clips.map((clip) => [
    h("a", { href: `#/clips/${clip.id}` }, clip.duration_s ? `${clip.duration_s.toFixed(1)} s` : t("console.open")), clipState(clip.status),
    clip.hold_reason ? `${clip.held_by}: ${clip.hold_reason}` : (clip.verdict?.text ?? clip.failure ?? ""), clip.carrier.name, when(clip.captured_at),
    clip.cut ? word("cut_status", clip.cut.status) : "", clip.current_car ? "" : state(t("console.former_car"), "calm"),
  ]));
}

function events({ events }) {
  const heads = [t("console.happened"), t("console.kind"), t("console.sure"), t("console.reporter"), t("console.recorded"), t("console.reason"), ""];
  return part(t("console.events"), heads, events.map((event) => ({
    gone: Boolean(event.corrected_at),
    cells: [
      h("time", { datetime: event.happened_at, title: event.happened_at }, event.happened_at.slice(0, 16).replace("T", " ") + event.happened_at.slice(-6)),
      word("event", event.type), word("sure", event.classifier), [event.carrier.name, event.driver?.name].filter(Boolean).join(" · "), when(event.recorded_at),
      [event.reason && word("reason", event.reason), event.note].filter(Boolean).join(": "),
      event.corrected_at ? state(t("console.corrected"), "calm") : event.corrects ? state(t("console.corrects"), "warn") : event.current_car ? "" : state(t("console.former_car"), "calm"),
    ],
  })));
}

const parked = ({ parked_events: waiting }) => waiting.length === 0 ? [] : part(t("console.parked"), [t("console.recorded"), t("console.kind"), t("console.happened")],
  waiting.map((event) => [when(event.recorded_at), word("event", event.body.type), event.body.happened_at ?? ""]));

const services = ({ services: all }) => part(t("console.services"), [t("console.kind"), t("console.stands"), t("console.appointment"), t("console.amount")],
  all.map((one) => [word("service", one.kind), word("service_status", one.status), range(one.appointment_earliest, one.appointment_latest), one.amount ? money(one) : ""]));

const cases = ({ cases: all }) => part(t("console.cases"), [t("console.kind"), t("console.stands"), t("console.opened"), t("console.due")],
  all.map((one) => [word("case", one.kind), word("case_state", one.state), when(one.opened_at), when(one.due_at)]));

const inspections = ({ inspections: all }) => part(t("console.inspections"), [t("console.kind"), t("console.happened"), t("console.recorded"), "km"],
  all.map((one) => [word("inspection", one.kind), when(one.inspected_at), when(one.recorded_at), one.odometer_km === null ? "" : String(one.odometer_km)]));

const damages = ({ damages: all }, codes) => part(t("console.damages"), [t("console.happened"), t("subject.damage"), t("console.note"), ""],
  all.map((one) => ({ gone: Boolean(one.dismissed_at), cells: [when(one.found_at), h("span", { title: `${one.area}-${one.type}-${one.severity}` }, damageText(one, codes, t("list.join"))), one.note, one.is_new ? state(t("console.new"), "warn") : ""] })));

function access({ access: open, webhooks }) {
  const failing = webhooks.filter((hook) => hook.failures || hook.state !== "active").map((hook) => `${hook.url} (${hook.failures})`);
  return [h("h2", {}, t("console.access")), facts([
    [t("console.sessions"), String(open.sessions)], [t("console.playing"), String(open.playback_tokens)],
    [t("console.webhooks"), webhooks.length ? (failing.join(", ") || t("console.all_well")) : t("console.none")],
  ])];
}

const part = (title, heads, rows) => [h("h2", {}, `${title} (${rows.length})`), table(title, heads, rows)];

function range(from, to) {
  if (!from && !to) return "";
  return from && to ? h("span", { title: `${time.inUtc(from)} – ${time.inUtc(to)}` }, time.window(from, to)) : when(from ?? to);
}
