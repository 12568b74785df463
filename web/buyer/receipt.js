// Sign for the car: when it came, whether it was as expected, and what was not. For 48 hours more may be added.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { kindly } from "../client/kindly.js";
import { t } from "../client/i18n.js";
import { damageCodes, damageText } from "../client/damage_codes.js";
import * as time from "../client/time.js";
import { cards, controls, skeletons } from "../components/controls.js";
import { choices, field, forms, wrong } from "../components/form.js";
import { trouble, troubles } from "../components/trouble.js";
import { sheet, sheetOf } from "./sheet.js";
import "../components/car_outline.js";
import "../components/damage_picker.js";

const style = css`
  .found { display: grid; gap: var(--s1); }
  .found li { display: flex; align-items: center; gap: 12px; min-height: var(--target); padding: 4px 4px 4px var(--s2); border-radius: var(--radius); background: var(--bad-soft); color: var(--bad); font-weight: var(--weight-strong); }
  .found span { flex: 1; }
  .found span::first-letter { text-transform: uppercase; }
  .remarks { display: grid; gap: var(--s3); }
`;

class Receipt extends Component {
  static styles = [controls, cards, skeletons, troubles, forms, sheet, style];

  start({ api, id }) {
    Object.assign(this, { api, id, path: `/v1/orders/${encodeURIComponent(id)}`, damages: [] });
    this.show(sheetOf(id, t("receipt.title"), "", h("div", { class: "bone tall" })));
    this.load();
  }

  async load() {
    try {
      [this.order, this.codes, this.me] = await Promise.all([this.api.get(this.path), damageCodes(this.api), this.api.get("/v1/me")]);
      this.draw();
    } catch (problem) {
      if (this.api.session.signedIn) this.show(sheetOf(this.id, t("receipt.title"), "", trouble(problem, () => this.load())));
    }
  }

  draw() {
    const { receipt } = this.order;
    const received = receipt ? Date.parse(receipt.received_at) : Date.now();
    this.when = h("input", { id: "when", type: "datetime-local", required: true, ".value": time.clockInput(received), max: time.clockInput(Date.now()) });
    this.odometer = h("input", { id: "odometer", type: "number", inputmode: "numeric", min: 0, max: 2_000_000, ".value": receipt?.odometer ?? "" });
    this.remarks = h("textarea", { id: "remarks", maxlength: 2000, ".value": receipt?.remarks ?? "" });
    this.name = h("input", { id: "name", type: "text", required: true, maxlength: 100, autocomplete: "name", ".value": receipt?.signed_by ?? this.me.name ?? "" });
    this.found = h("ul", { class: "found", "aria-live": "polite" });
    this.picker = h("rr-damage-picker", { ondamage: ({ detail }) => this.add(detail) });
    this.more = h("div", { class: "remarks", hidden: receipt?.condition !== "with_remarks" }, this.found, h("section", { class: "card" }, this.picker), field(t("receipt.remarks"), this.remarks));
    this.said = h("div", {});
    this.button = h("button", { class: "button wide", type: "submit" }, icon("pen", 22), t(receipt ? "receipt.add" : "receipt.sign"));
    const options = ["as_expected", "with_remarks"].map((code) => [code, t(`receipt.${code}`)]);
    this.show(sheetOf(this.id, t("receipt.title"), t(receipt ? "receipt.lead_more" : "receipt.lead"),
      h("form", { onsubmit: (event) => (event.preventDefault(), this.send(event.target)) },
        choices(t("receipt.condition"), "condition", options, { chosen: receipt?.condition, onchange: (code) => (this.more.hidden = code !== "with_remarks") }),
        this.more, field(t("receipt.when"), this.when), field(t("receipt.odometer"), this.odometer, t("receipt.odometer_hint")),
        field(t("receipt.name"), this.name, t("receipt.name_hint")), this.said, h("div", { class: "foot" }, this.button))));
    this.drawDamages();
  }

  add(damage) {
    this.damages.push(damage);
    this.drawDamages();
  }

  // What was signed for before stays; what was added just now can be taken away again.
  drawDamages() {
    const signed = this.order.receipt?.damages ?? [];
    const item = (damage, remove) => h("li", {}, icon("bad", 20), h("span", {}, damageText(damage, this.codes, t("list.join"))), remove);
    this.found.replaceChildren(...signed.map((damage) => item(damage)), ...this.damages.map((damage, n) => item(damage,
      h("button", { class: "round", type: "button", "aria-label": t("receipt.remove"), onclick: () => (this.damages.splice(n, 1), this.drawDamages()) }, icon("close", 20)))));
    this.picker.set({ codes: this.codes, marked: new Set([...signed, ...this.damages].map(({ area }) => area)) });
  }

  async send(form) {
    const condition = new FormData(form).get("condition");
    const remarks = this.remarks.value.trim();
    const noted = condition === "with_remarks";
    const body = {
      received_at: time.offsetTime(Date.parse(this.when.value)), condition, signed_by: this.name.value.trim(),
      ...(this.odometer.value && { odometer: Number(this.odometer.value) }),
      ...(noted && remarks && { remarks }), ...(noted && this.damages.length && { damages: this.damages }),
    };
    this.button.disabled = true;
    try {
      await this.api.post(`${this.path}/receipt`, body, { once: true });
      location.hash = `#/orders/${this.id}`;
    } catch (problem) {
      this.button.disabled = false;
      this.said.replaceChildren(wrong(kindly(problem)));
    }
  }
}

customElements.define("rr-receipt", Receipt);
