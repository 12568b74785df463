// One box for whatever a caller can say: an order number, a VIN or its end, a phone number, a name.
import { Component, css, h } from "../client/element.js";
import { t, word } from "../client/i18n.js";
import { controls, pills } from "../components/controls.js";
import { flagPills } from "../components/eta.js";
import { look, table, when } from "./look.js";
import { showPages } from "./pages.js";

const MILESTONES = ["ordered", "vin_assigned", "in_production", "built", "ready_to_ship", "in_transit", "in_storage", "out_for_delivery", "available_for_pickup", "delivered"];

const style = css`
  form { display: flex; flex-wrap: wrap; gap: var(--s2); align-items: end; margin: var(--s3) 0 var(--s2); }
  form label:first-child { flex: 1 1 24rem; }
  .check { display: flex; align-items: center; gap: 8px; min-height: var(--target); }
  .check input { min-height: 0; width: 18px; height: 18px; }
`;

class Search extends Component {
  static styles = [controls, pills, look, style];

  start({ api, q }) {
    this.api = api;
    this.field = h("input", { name: "q", type: "search", ".value": q, autocomplete: "off", maxlength: "64", placeholder: t("console.search_hint") });
    const milestones = h("select", { name: "milestone" }, h("option", { value: "" }, t("console.any")),
      MILESTONES.map((name) => h("option", { value: name }, word("milestone", name))));
    this.form = h("form", { role: "search", onsubmit: (event) => this.search(event) },
      h("label", {}, h("span", {}, t("console.search_label"), " ", h("kbd", {}, "/")), this.field),
      h("label", {}, t("console.milestone"), milestones),
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "stuck" }), t("console.only_stuck")),
      h("button", { class: "button", type: "submit" }, t("console.find")));
    this.found = h("div", { class: "found" });
    this.show(this.form, this.found);
    this.focusField();
    if (q) this.load();
  }

  focusField() {
    this.field.focus();
    this.field.select();
  }

  search(event) {
    event.preventDefault();
    const q = this.field.value.trim();
    history.replaceState(null, "", q ? `#/?q=${encodeURIComponent(q)}` : "#/");
    this.load();
  }

  load() {
    const { q, milestone, stuck } = this.form;
    const asked = new URLSearchParams({ limit: "50" });
    if (q.value.trim()) asked.set("q", q.value.trim());
    if (milestone.value) asked.set("milestone", milestone.value);
    if (stuck.checked) asked.set("stuck", "true");
    showPages(this.api, this.found, `/v1/support/orders?${asked}`, (items) => table(t("console.search"), heads(), items.map(line), t("console.no_orders")));
  }
}

const heads = () => [t("console.order"), t("console.buyer"), t("console.car"), t("console.stands"), t("console.flags"), t("console.ordered_at")];

function line(order) {
  const { vehicle, buyer, progress } = order;
  return [
    h("a", { href: `#/orders/${order.id}` }, order.number),
    `${buyer.name} ···${buyer.phone_end}`,
    h("span", {}, `${vehicle.make} ${vehicle.model} `, h("code", {}, vehicle.vin ?? "")),
    progress.text,
    h("span", { class: "row" }, flagPills(order)),
    when(order.ordered_at),
  ];
}

customElements.define("rr-console-search", Search);
