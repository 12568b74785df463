// The clips that wait for a person, the longest wait first.
import { Component, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { ago, inUtc } from "../client/time.js";
import { controls, pills } from "../components/controls.js";
import { look, state, table, when } from "./look.js";
import { showPages } from "./pages.js";

const EVERY_MS = 10_000;

class Review extends Component {
  static styles = [controls, pills, look];

  start({ api }) {
    const place = h("div");
    this.show(h("h1", {}, t("console.review")), place);
    this.load = () => this.list(api, place);
    this.load();
  }

  connectedCallback() {
    this.timer = setInterval(() => document.visibilityState === "visible" && this.load?.(), EVERY_MS);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  // Drawn again only when something changed, so that nobody loses the line they are at.
  list(api, place) {
    const heads = [t("console.since"), t("console.reason"), t("console.carrier"), t("console.captured"), t("console.cars"), ""];
    return showPages(api, place, "/v1/support/review?limit=50", (items) => table(t("console.review"), heads, items.map(line), t("console.nothing_held")), { quiet: true });
  }
}

const why = (clip) => {
  if (clip.hold_reason) return `${clip.held_by}: ${clip.hold_reason}`;
  const held = clip.cars.filter((car) => car.cut?.status === "held").map((car) => car.order_number);
  return clip.status === "published" ? t("console.held_for", { orders: held.join(", ") }) : (clip.verdict?.text ?? "");
};

const line = (clip) => [
  h("time", { datetime: clip.status_at, title: inUtc(clip.status_at) }, ago(clip.status_at)), h("span", {}, h("a", { href: `#/clips/${clip.id}` }, why(clip) || t("console.open"))), clip.carrier.name, when(clip.captured_at),
  clip.cars.map((car) => car.order_number).join(", "), clip.claim && state(t("console.claimed_by", clip.claim), "calm"),
];

customElements.define("rr-console-review", Review);
