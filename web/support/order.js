// One order whole, its timeline with what was taken back, its audit, and what its buyer sees.
import { Component, css, h } from "../client/element.js";
import { damageCodes } from "../client/damage_codes.js";
import { t, word } from "../client/i18n.js";
import { controls, pills } from "../components/controls.js";
import { auditTable } from "./audit_table.js";
import { complain, errorLine, look, state, table, when } from "./look.js";
import { buyersView, wholeParts } from "./order_parts.js";
import { showPages } from "./pages.js";

const PARTS = ["", "timeline", "audit", "buyer"];
const style = css`
  nav { margin-top: var(--s2); }
  nav a { padding: 6px 12px; border-radius: var(--radius-s); text-decoration: none; font-weight: var(--weight-strong); font-size: var(--text-s); }
  nav a[aria-current] { background: var(--accent-soft); }
  form { display: flex; gap: var(--s1); align-items: end; flex-wrap: wrap; margin: var(--s2) 0; }
  form label { flex: 1 1 20rem; }
`;

class Order extends Component {
  static styles = [controls, pills, look, style];

  async start({ api, id, part }) {
    this.api = api;
    this.path = `/v1/support/orders/${id}`;
    const links = PARTS.map((name) => h("a", { href: `#/orders/${id}${name && `/${name}`}`, "aria-current": name === part ? "page" : null }, t(`console.part_${name || "whole"}`)));
    this.place = h("div", { class: "part" });
    this.error = errorLine();
    this.show(h("nav", { class: "row", "aria-label": t("console.order") }, links), this.error, this.place);
    const draw = { timeline: () => this.timeline(), audit: () => this.audit(), buyer: () => this.askWhy() }[part] ?? (() => this.whole());
    try {
      await draw();
    } catch (problem) {
      complain(this.error, problem);
    }
  }

  async whole() {
    const [order, codes] = await Promise.all([this.api.get(this.path), damageCodes(this.api)]);
    this.place.replaceChildren(...wholeParts(order, codes));
  }

  timeline() {
    const heads = ["seq", t("console.happened"), t("console.kind"), t("console.said"), t("console.recorded"), ""];
    const line = (entry) => ({
      gone: entry.removed,
      cells: [String(entry.seq), when(entry.happened_at), word("kind", entry.kind), entry.text, when(entry.recorded_at), entry.removed ? state(t("console.taken_back"), "calm") : ""],
    });
    return showPages(this.api, this.place, `${this.path}/timeline?limit=100`, (items) => table(t("console.part_timeline"), heads, items.map(line)));
  }

  audit() {
    return showPages(this.api, this.place, `${this.path}/audit?limit=100`, auditTable);
  }

  askWhy() {
    const reason = h("input", { name: "reason", required: true, minlength: "3", maxlength: "500" });
    const seen = h("div");
    const form = h("form", {
      onsubmit: async (event) => {
        event.preventDefault();
        complain(this.error, null);
        try {
          const answer = await this.api.get(`${this.path}/as-buyer?reason=${encodeURIComponent(reason.value)}`);
          seen.replaceChildren(...buyersView(answer));
        } catch (problem) {
          complain(this.error, problem);
        }
      },
    }, h("label", {}, t("console.why_look"), reason), h("button", { class: "button", type: "submit" }, t("console.show")));
    this.place.replaceChildren(form, seen);
    reason.focus();
  }
}

customElements.define("rr-console-order", Order);
