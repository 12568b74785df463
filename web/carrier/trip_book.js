// Today's trips, kept on the device so that they are there without a line, with what waits in the outbox laid over them.
import { keepMine, readMine } from "./mine.js";
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
    api.session.addEventListener("change", () => (this.told = null)); // it may be somebody else's now
    outbox.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    outbox.addEventListener("taken", ({ detail }) => this.keep((this.told ?? this.kept())?.map((trip) => withWaiting(trip, [detail]))));
  }

  /** The trips as they stand on this device; null when none were ever read. */
  async trips() {
    this.told ??= this.kept();
    if (!this.told) return null;
    const [entries, away] = [await this.outbox.all(), this.notThere()];
    return this.told.map((trip) => withWaiting(trip, entries, away));
  }

  /** A car that should be here is not. It is `missing` for everybody once the trip sets out without it. */
  miss(stageId, missed = true) {
    const away = this.notThere();
    if (missed) away.add(stageId);
    else away.delete(stageId);
    keepMine(AWAY, this.api.session.person, { stages: [...away].slice(-MOST_AWAY) });
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
    if (trips) keepMine(KEY, this.api.session.person, { at: Date.now(), trips });
  }

  kept() {
    const row = readMine(KEY, this.api.session.person);
    return row && Date.now() - row.at < KEPT_MS ? row.trips : null;
  }

  notThere() {
    return new Set(readMine(AWAY, this.api.session.person)?.stages);
  }

  /** Forget the trips: whoever signs in next reads their own. */
  forget() {
    this.told = null;
    localStorage.removeItem(KEY);
  }
}
