// The pieces that the screens of a trip share.
import { css, h } from "../client/element.js";
import { icon, stageIcon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { window as span } from "../client/time.js";
import { pill } from "../components/eta.js";
import { counts, phaseOf } from "./trip_state.js";

export const trips = css`
  .trip { display: grid; grid-template-columns: auto 1fr; gap: 2px var(--s2); align-items: center; }
  .trip .disc { grid-row: 1 / span 4; align-self: start; width: 56px; height: 56px; border-radius: var(--radius); display: grid; place-items: center; background: var(--accent); color: var(--on-accent); }
  .trip .ref { font-size: var(--text-l); font-weight: 700; line-height: 1.2; overflow-wrap: anywhere; }
  .trip .where, .trip .when { color: var(--ink-soft); font-size: var(--text-s); grid-column: 2; }
  .trip .where { color: var(--ink); }
  .meter { display: grid; gap: 6px; }
  .meter b { font-size: var(--text-xl); font-variant-numeric: tabular-nums; }
  .meter progress { width: 100%; height: 16px; border: 0; border-radius: var(--round); appearance: none; background: var(--sunken); overflow: hidden; }
  .meter progress::-webkit-progress-bar { background: var(--sunken); }
  .meter progress::-webkit-progress-value { background: var(--accent); border-radius: var(--round); }
  .meter progress::-moz-progress-bar { background: var(--accent); }
  .waiting { display: flex; gap: var(--s1); align-items: center; font-weight: var(--weight-strong); padding: 12px var(--s2); border-radius: var(--radius); background: var(--warn-soft); color: var(--warn); }
`;

const PILLS = {
  expected: ["calm", "clock"], loaded: ["good", "check"], unloaded: ["good", "check"], missing: ["warn", "search"], refused: ["bad", "close"],
};

const MEASURED = { arrive: "trip.on_the_way", unload: "trip.unloaded_of", over: "trip.unloaded_of" };

/** A car's state, in colour, shape and word; one that is not sent yet says so. */
export function carPill({ state, pending }) {
  const [tone, name] = PILLS[state] ?? ["calm", "info"];
  return pill(tone, pending ? "upload" : name, t(`car.${state}`));
}

/** A trip's number, way and time. */
export function about(trip) {
  const [from, to] = [trip.from_place.name, trip.to_place.name];
  return h("div", { class: "trip" },
    h("span", { class: "disc" }, icon(stageIcon(trip), 32)),
    h("span", { class: "ref" }, trip.ref),
    h("span", { class: "where" }, t("carrier.route", { from, to })),
    h("span", { class: "when" }, span(trip.planned_start, trip.planned_end, trip.from_place.time_zone)));
}

/** "5 of 8 loaded", with a bar. */
export function meter(trip) {
  const phase = phaseOf(trip);
  const { done, of } = counts(trip, phase);
  const text = t(MEASURED[phase] ?? "trip.loaded_of", { done, of });
  return h("div", { class: "meter" }, h("b", {}, text), h("progress", { max: Math.max(of, 1), value: done, "aria-label": text }));
}

/** How much this device still has to send for a trip; null when it is all there. */
export function waitingNote(entries, tripId) {
  const n = entries.filter(({ state, about: whom }) => state === "waiting" && whom?.trip_id === tripId).length;
  return n ? h("p", { class: "waiting" }, icon("upload", 26), h("span", {}, t("trip.waiting", { n }))) : null;
}
