// Today's trips: the next few above everything else on the first screen, and all of them on a screen of their own.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { controls, pills } from "../components/controls.js";
import { screen, top } from "./screen.js";
import { about, meter, trips } from "./trip_parts.js";
import { phaseOf } from "./trip_state.js";

const style = css`
  section { margin-bottom: var(--s4); }
  h1 { font-size: var(--text-2xl); letter-spacing: -0.01em; margin: var(--s1) 0 var(--s2); }
  ul { display: grid; gap: var(--s2); }
  ul + .button { margin-top: var(--s2); }
  li a { display: grid; gap: var(--s2); padding: var(--s2); border: 3px solid var(--accent); border-radius: var(--radius-l); color: inherit; text-decoration: none; background: var(--surface); }
  li a:active { background: var(--accent-soft); }
  li .over { border: 2px solid var(--line); }
  .over .disc { background: var(--sunken); color: var(--ink-soft); }
`;

class Today extends Component {
  static styles = [controls, pills, screen, trips, style];

  /** `most`: how many are shown; the others stand behind a link. */
  start({ book, most = Infinity }) {
    Object.assign(this, { book, most });
    this.changed = () => this.draw();
    this.draw();
    book.refresh().catch(() => {}); // what is kept stays; the notice says that there is no line
  }

  connectedCallback() {
    this.book.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.book.removeEventListener("change", this.changed);
  }

  async draw() {
    const today = await this.book.trips();
    if (!today?.length) return this.show();
    const open = today.filter((trip) => phaseOf(trip) !== "over");
    const shown = this.most < today.length ? open.slice(0, this.most) : today;
    const others = shown.length < today.length && h("a", { class: "button quiet large", href: "#/trips" }, t("trip.all", { n: today.length }), icon("next", 26));
    return this.show(h("section", {}, h("h1", {}, t("trip.today")), h("ul", {}, shown.map(card)), others));
  }
}

// The same list as a screen.
class Trips extends Component {
  static styles = [controls, screen];

  start({ book }) {
    const today = h("rr-today");
    today.start({ book });
    this.show(h("div", { class: "screen" }, top(), today));
  }
}

function card(trip) {
  const over = phaseOf(trip) === "over";
  return h("li", {}, h("a", { class: over ? "over" : "", href: `#/trips/${trip.id}` }, about(trip), over ? h("b", {}, icon("check", 24), t("trip.over")) : meter(trip)));
}

customElements.define("rr-today", Today);
customElements.define("rr-trips", Trips);
