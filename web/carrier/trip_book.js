// Today's trips, kept on the device so that they are there without a line, with what waits in the outbox laid over them.
import { withWaiting } from "./trip_state.js";

const KEY = "roadreel.carrier.trips";
const AWAY = "roadreel.carrier.not_there";
const MOST_AWAY = 200;
const PAGE = 50;
const KEPT_MS = 20 * 3_600_000;

export class TripBook extends EventTarget {
  constructor(api, outbox) {
    super();
    Object.assign(this, { api, outbox, told: null });
    outbox.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    outbox.addEventListener("taken", ({ detail }) => this.keep((this.told ?? kept())?.map((trip) => withWaiting(trip, [detail]))));
  }

  /** The trips as they stand on this device; null when none were ever read. */
  async trips() {
    this.told ??= kept();
    if (!this.told) return null;
    const [entries, away] = [await this.outbox.all(), notThere()];
    return this.told.map((trip) => withWaiting(trip, entries, away));
  }

  /** A car that should be here is not. It is `missing` for everybody once the trip sets out without it. */
  miss(stageId, missed = true) {
    const away = notThere();
    if (missed) away.add(stageId);
    else away.delete(stageId);
    localStorage.setItem(AWAY, JSON.stringify([...away].slice(-MOST_AWAY)));
    this.dispatchEvent(new Event("change"));
  }

  async trip(id) {
    return (await this.trips())?.find((trip) => trip.id === id);
  }

  /** Ask again. Raises a Problem when the API cannot be reached; what is kept stays. */
  async refresh() {
    const trips = [];
    for (let cursor = ""; cursor !== null; ) {
      const page = await this.api.get(`/v1/carrier/trips?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      trips.push(...page.items);
      cursor = page.next_cursor;
    }
    this.keep(trips);
    this.dispatchEvent(new Event("change"));
  }

  keep(trips) {
    this.told = trips ?? null;
    if (trips) localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), trips }));
  }

  /** Forget them: somebody else may sign in. */
  forget() {
    this.told = null;
    localStorage.removeItem(KEY);
  }
}

const notThere = () => new Set(JSON.parse(localStorage.getItem(AWAY) || "[]"));

function kept() {
  const row = JSON.parse(localStorage.getItem(KEY) || "null");
  return row && Date.now() - row.at < KEPT_MS ? row.trips : null;
}
