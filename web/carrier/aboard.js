// One car of a trip: what became of it, with a button for each answer; then the next car comes by itself.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { offsetTime } from "../client/time.js";
import { controls, pills } from "../components/controls.js";
import { screen, top } from "./screen.js";
import { carName, vinTail } from "./stage_text.js";
import { carPill, trips } from "./trip_parts.js";
import { Rest } from "./rest.js";
import { nextCar, phaseOf } from "./trip_state.js";

const style = css`
  .who { display: grid; justify-items: center; gap: var(--s1); text-align: center; padding: var(--s1) 0 var(--s2); }
  .tail { font-size: clamp(2.75rem, 15vw, 4rem); font-weight: 800; letter-spacing: 0.06em; line-height: 1; font-variant-numeric: tabular-nums; }
  .name { font-size: var(--text-l); font-weight: var(--weight-strong); }
  .spot { font-size: var(--text-l); color: var(--ink-soft); }
  .answers { display: grid; gap: var(--s2); }
  .answers button:disabled { opacity: 1; }
  .first { display: flex; gap: var(--s1); align-items: center; padding: 12px var(--s2); border-radius: var(--radius); background: var(--sunken); }
  .answers .huge { min-height: 104px; font-size: var(--text-2xl); }
  .answers .quiet { min-height: 88px; font-size: var(--text-xl); }
  .more { display: grid; gap: var(--s2); margin-top: var(--s4); }
`;

const STEPS = { load: ["loading", "loaded"], depart: ["loading", "loaded"], unload: ["unloading", "unloaded"] };

class Aboard extends Component {
  static styles = [controls, pills, screen, trips, style];

  start({ book, outbox, id, stage }) {
    Object.assign(this, { book, outbox, id, stage, rest: new Rest() });
    this.changed = () => this.draw();
    this.draw();
  }

  connectedCallback() {
    this.book.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.book.removeEventListener("change", this.changed);
  }

  async draw() {
    const trip = await this.book.trip(this.id);
    const car = trip?.cars.find(({ stage_id }) => stage_id === this.stage);
    if (!car) return (location.hash = trip ? `#/trips/${this.id}` : "#/");
    this.trip = trip;
    const back = h("a", { class: "round", href: `#/trips/${this.id}`, "aria-label": t("app.back") }, icon("back", 32));
    return this.show(h("div", { class: "screen" }, top(back),
      h("div", { class: "who" }, h("h1", { class: "tail", "aria-label": vinTail(car) ? t("carrier.vin_tail", { tail: [...vinTail(car)].join(" ") }) : null }, vinTail(car) || t("carrier.no_vin")),
        h("p", { class: "name" }, carName(car)), car.position && h("p", { class: "spot" }, t("trip.position", { position: car.position })), carPill(car)),
      h("div", { class: "answers" }, this.answers(car)),
      h("div", { class: "more" }, this.more(car))));
  }

  answers(car) {
    const phase = phaseOf(this.trip);
    if (phase === "arrive" && car.state === "loaded") return this.arriveFirst();
    const [type, state] = STEPS[phase] ?? [];
    if (!type || car.state === state) return [];
    const button = (look, name, text, act) => this.rest.button(h("button", { class: `button ${look}`, type: "button", onclick: ({ currentTarget }) => { currentTarget.disabled = true; act(); } }, icon(name, 40), t(text)));
    return [
      button("huge", "check", `car.${state}`, () => this.mark(type)),
      type === "loading" && car.state === "expected" && [
        button("huge quiet", "search", "car.missing", () => this.miss()),
        button("huge quiet", "close", "car.refuse", () => this.refuse()),
      ],
    ];
  }

  // Nothing comes off a truck that is on the road: the trip's arrival is reported before any car's unloading.
  arriveFirst() {
    return [h("p", { class: "first" }, icon("info", 26), h("span", {}, t("trip.arrive_first"))),
      h("a", { class: "button large", href: `#/trips/${this.id}` }, icon("flag", 30), t("trip.to_trip"))];
  }

  more(car) {
    return [h("a", { class: "button quiet large", href: `#/film/${car.stage_id}` }, icon("camera", 30), t("carrier.film")),
      h("a", { class: "button quiet large", href: `#/inspect/${car.stage_id}` }, icon("shield", 30), t("inspect.title"))];
  }

  async mark(type) {
    this.book.miss(this.stage, false);
    const place = type === "loading" ? this.trip.from_place : this.trip.to_place;
    await this.outbox.event({ stage_id: this.stage, type, place_code: place.code }, { trip_id: this.id, stage_id: this.stage }, { undo: true });
    await this.goOn();
  }

  miss() {
    this.book.miss(this.stage);
    return this.goOn();
  }

  async refuse() {
    const change = { refuse: [{ stage_id: this.stage, at: offsetTime(Date.now()) }] };
    await this.outbox.patch(`/v1/carrier/trips/${this.id}`, change, { trip_id: this.id, stage_id: this.stage, car_state: "refused" });
    await this.goOn();
  }

  // On to the next car that waits for its mark, else back to the trip.
  async goOn() {
    const trip = await this.book.trip(this.id);
    const next = nextCar(trip, phaseOf(trip));
    location.hash = next && next.stage_id !== this.stage ? `#/trips/${this.id}/${next.stage_id}` : `#/trips/${this.id}`;
  }
}

customElements.define("rr-aboard", Aboard);
