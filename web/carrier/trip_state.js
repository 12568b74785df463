// How a trip stands: as the API told it, with what this device reported since laid over it in its order.

const TOLD_BY = { loading: "loaded", unloading: "unloaded" };

/**
 * The trip with the waiting entries of the outbox applied, and the cars that a driver did not find; each car has
 * `pending` when its state is known on this device only.
 */
export function withWaiting(trip, entries, away = new Set()) {
  const cars = trip.cars.map((car) => (car.state === "expected" && away.has(car.stage_id) ? { ...car, state: "missing", pending: true } : { ...car, pending: false }));
  for (const { state, event, about } of entries) {
    if (state === "waiting" && about?.trip_id === trip.id) apply(cars, event, about);
  }
  return { ...trip, cars };
}

function apply(cars, event, about) {
  if (!event && !about.car_state) return;
  if (about.stage_id) {
    const car = cars.find(({ stage_id }) => stage_id === about.stage_id);
    const state = about.car_state ?? TOLD_BY[event.type];
    if (car && state) Object.assign(car, { state, pending: true });
    return;
  }
  const end = { departing: "actual_start", arriving: "actual_end" }[event.type];
  for (const car of cars) if (end && car.state === "loaded") car[end] ??= event.happened_at;
}

/** What is to be done next: `load`, `depart`, `arrive`, `unload`, or `over`. */
export function phaseOf({ cars }) {
  const aboard = cars.filter(({ state }) => state === "loaded");
  if (!cars.some(({ actual_start }) => actual_start)) return cars.some(({ state }) => state === "expected") || !aboard.length ? "load" : "depart";
  if (!cars.some(({ actual_end }) => actual_end)) return "arrive";
  return aboard.length ? "unload" : "over";
}

/** The next car that waits for a mark in this phase; undefined when none does. */
export const nextCar = (trip, phase) => trip.cars.find(({ state }) => state === (phase === "unload" ? "loaded" : "expected"));

/** How many cars are marked, of how many, for the phase's bar. */
export function counts({ cars }, phase) {
  const away = cars.filter(({ state }) => state === "missing" || state === "refused").length;
  if (phase === "unload" || phase === "over") return { done: cars.filter(({ state }) => state === "unloaded").length, of: cars.length - away };
  return { done: cars.filter(({ state }) => state === "loaded").length, of: cars.length, away };
}
