// One trip: its cars, and the one thing to do next, in the order of the work: load, depart, arrive, unload.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { known, t } from "../client/i18n.js";
import { controls, pills, skeletons } from "../components/controls.js";
import { nothing, trouble, troubles } from "../components/trouble.js";
import { Rest } from "./rest.js";
import { screen, top } from "./screen.js";
import { carName, vinTail } from "./stage_text.js";
import { about, carPill, meter, trips, waitingNote } from "./trip_parts.js";
import { counts, nextCar, phaseOf } from "./trip_state.js";

const style = css`
  .cars { display: grid; gap: var(--s1); }
  .cars a { display: grid; grid-template-columns: minmax(48px, auto) 1fr auto; gap: 2px 12px; align-items: center; min-height: 80px; padding: 12px var(--s2) 12px 12px; border: 2px solid var(--line); border-radius: var(--radius); color: inherit; text-decoration: none; }
  .cars a:active { background: var(--accent-soft); }
  .spot { grid-row: span 2; display: grid; place-items: center; min-width: 48px; height: 48px; padding: 0 6px; border-radius: var(--radius-s); background: var(--sunken); font-weight: 700; font-size: var(--text-l); }
  .tail { font-size: var(--text-xl); font-weight: 700; letter-spacing: 0.05em; font-variant-numeric: tabular-nums; line-height: 1.1; }
  .name { grid-column: 2 / -1; color: var(--ink-soft); font-size: var(--text-s); }
  .do { position: sticky; bottom: 0; padding: var(--s2) 0 max(var(--s2), env(safe-area-inset-bottom)); background: linear-gradient(transparent, var(--paper) 16px); }
  .sure, .refused { display: grid; gap: var(--s2); padding: var(--s2); border: 3px solid var(--warn); border-radius: var(--radius-l); }
  .refused { border-color: var(--bad); }
  .do button:disabled { opacity: 1; }
  .end { display: flex; gap: var(--s1); align-items: center; justify-content: center; font-size: var(--text-l); font-weight: var(--weight-strong); color: var(--accent); padding: var(--s2); }
`;

class Trip extends Component {
  static styles = [controls, pills, skeletons, troubles, screen, trips, style];

  start({ book, outbox, id }) {
    Object.assign(this, { book, outbox, id, rest: new Rest() });
    this.changed = () => this.draw();
    this.show(h("div", { class: "screen" }, top(), h("div", { class: "bone tall" })));
    this.draw();
    this.refresh();
  }

  connectedCallback() {
    this.book.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.book.removeEventListener("change", this.changed);
  }

  async refresh() {
    try {
      await this.book.refresh();
      if (!(await this.book.trip(this.id))) this.show(h("div", { class: "screen" }, top(), nothing("truck", t("trip.gone"))));
    } catch (problem) {
      if (!(await this.book.trip(this.id))) this.show(h("div", { class: "screen" }, top(), trouble(problem, () => this.refresh())));
    }
  }

  async draw() {
    const [trip, entries] = await Promise.all([this.book.trip(this.id), this.outbox.all()]);
    if (!trip) return;
    this.trip = trip;
    const refused = entries.filter(({ state, about: whom }) => state === "refused" && whom?.trip_id === this.id);
    this.show(h("div", { class: "screen stack" }, top(), h("h1", { class: "hidden-text" }, trip.ref), about(trip), meter(trip), waitingNote(entries, this.id),
      refused.map((entry) => this.refusal(entry)),
      h("ul", { class: "cars" }, trip.cars.map((car) => this.car(car))),
      h("div", { class: "do" }, this.next())));
  }

  car(car) {
    const tail = vinTail(car);
    return h("li", {}, h("a", { href: `#/trips/${this.id}/${car.stage_id}` },
      h("span", { class: "spot", "aria-label": car.position ? t("trip.position", { position: car.position }) : null }, car.position ?? icon("driven", 26)),
      h("span", { class: "tail", "aria-label": tail ? t("carrier.vin_tail", { tail: [...tail].join(" ") }) : null }, tail || t("carrier.no_vin")),
      carPill(car), h("span", { class: "name" }, carName(car))));
  }

  // The one thing to do next, as large as the screen allows.
  next() {
    const phase = phaseOf(this.trip);
    if (phase === "over") return h("p", { class: "end" }, icon("check", 30), t("trip.over"));
    const car = nextCar(this.trip, phase);
    if (phase === "load" || phase === "unload") {
      return [
        car && h("a", { class: "button huge", href: `#/trips/${this.id}/${car.stage_id}` }, icon("next", 34), t(`trip.${phase}`)),
        phase === "load" && counts(this.trip, phase).done > 0 && this.button("depart", "quiet large", () => this.sure()),
      ];
    }
    return this.button(phase, "huge", () => this.report(phase === "depart" ? "departing" : "arriving"));
  }

  button(phase, look, onclick) {
    return this.rest.button(h("button", { class: `button ${look}`, type: "button", onclick }, icon(phase === "depart" ? "truck" : "flag", 34), t(`trip.${phase}`)));
  }

  // Some cars have no mark yet: they stay behind, and that is said before the truck leaves.
  sure() {
    const n = this.trip.cars.filter(({ state }) => state === "expected").length;
    const box = h("div", { class: "sure", role: "alertdialog", "aria-label": t("trip.depart") }, h("p", {}, t("trip.depart_sure", { n })),
      h("button", { class: "button large", type: "button", onclick: () => this.draw() }, t("trip.depart_not")),
      this.button("depart", "quiet large", () => this.report("departing")));
    this.$(".do").replaceChildren(box);
    box.querySelector("button").focus();
  }

  async report(type) {
    this.rest = new Rest(); // "We have arrived" comes up where "Set out" was
    const place = type === "departing" ? this.trip.from_place : this.trip.to_place;
    await this.outbox.event({ trip_id: this.id, type, place_code: place.code }, { trip_id: this.id }, { undo: true });
  }

  refusal({ n, about: whom, event, problem }) {
    const car = this.trip.cars.find(({ stage_id }) => stage_id === whom.stage_id);
    const what = [car && vinTail(car), t(`reported.${event?.type ?? "refused"}`)].filter(Boolean).join(" · ");
    const why = known(`problem.${problem.code}`) ? t(`problem.${problem.code}`) : problem.text || t("trip.refused");
    return h("div", { class: "refused", role: "alert" }, h("p", {}, h("b", {}, what), h("br"), why),
      h("button", { class: "button quiet large", type: "button", onclick: () => this.outbox.remove(n) }, t("trip.understood")));
  }
}

customElements.define("rr-trip", Trip);
