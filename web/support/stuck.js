// What does not go on by itself.
import { Component, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { controls } from "../components/controls.js";
import { look, table, when } from "./look.js";
import { showPages } from "./pages.js";

class Stuck extends Component {
  static styles = [controls, look];

  start({ api }) {
    const place = h("div");
    this.show(h("h1", {}, t("console.stuck")), place);
    const heads = [t("console.since"), t("console.what"), t("console.order")];
    const line = (thing) => [when(thing.since), whatOf(thing), thing.order && h("a", { href: `#/orders/${thing.order.id}` }, thing.order.number)];
    showPages(api, place, "/v1/support/stuck?limit=100", (items) => table(t("console.stuck"), heads, items.map(line), t("console.nothing_stuck")));
  }
}

const whatOf = ({ id, text }) => (id.startsWith("clp_") ? h("a", { href: `#/clips/${id}` }, text) : text);

customElements.define("rr-console-stuck", Stuck);
