// Ask for another time of the handover: up to three days with a part of each, and why.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { kindly } from "../client/kindly.js";
import { t } from "../client/i18n.js";
import * as time from "../client/time.js";
import { controls, skeletons } from "../components/controls.js";
import { choices, field, forms, wrong } from "../components/form.js";
import { trouble, troubles } from "../components/trouble.js";
import { sheet, sheetOf } from "./sheet.js";

const style = css`
  .wish { display: grid; gap: 12px; padding: var(--s2); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
  .wish h2 { font-size: var(--text-m); display: flex; justify-content: space-between; align-items: center; }
`;

const PARTS = [["09:00", "12:00"], ["12:00", "15:00"], ["15:00", "18:00"], ["18:00", "20:00"]];
const REASONS = ["not_available", "work", "travel", "health", "charger_not_ready", "papers_not_ready", "payment_not_ready", "other"];
const MOST = 3;

class Change extends Component {
  static styles = [controls, skeletons, troubles, forms, sheet, style];

  start({ api, id }) {
    Object.assign(this, { api, id, wishes: [{}] });
    this.show(sheetOf(id, t("change.title"), "", h("div", { class: "bone tall" })));
    this.load();
  }

  async load() {
    try {
      this.order = await this.api.get(`/v1/orders/${encodeURIComponent(this.id)}`);
    } catch (problem) {
      if (this.api.session.signedIn) this.show(sheetOf(this.id, t("change.title"), "", trouble(problem, () => this.load())));
      return;
    }
    this.zone = this.order.handover?.place?.time_zone;
    this.draw();
  }

  draw() {
    this.list = h("div", { class: "stack" });
    this.note = h("textarea", { id: "note", maxlength: 500 });
    this.said = h("div", {});
    this.button = h("button", { class: "button wide", type: "submit" }, t("change.send"));
    this.show(sheetOf(this.id, t("change.title"), this.order.handover?.appointment?.text,
      h("form", { onsubmit: (event) => (event.preventDefault(), this.send(event.target)) },
        this.list, choices(t("change.why"), "reason", REASONS.map((code) => [code, t(`change.${code}`)])),
        field(t("change.note"), this.note), this.said, h("div", { class: "foot" }, this.button))));
    this.drawWishes();
  }

  drawWishes() {
    const more = this.wishes.length < MOST && h("button", { class: "button bare", type: "button", onclick: () => (this.wishes.push({}), this.drawWishes()) }, icon("plus", 20), t("change.more"));
    this.list.replaceChildren(...this.wishes.map((wish, n) => this.wish(wish, n)), more || "");
  }

  wish(wish, n) {
    const tomorrow = time.dateInput(Date.now() + 86_400_000);
    const day = h("input", { id: `day${n}`, type: "date", required: true, min: tomorrow, ".value": wish.day ?? "", onchange: () => (wish.day = day.value) });
    const parts = PARTS.map(([from, to]) => [from, `${from}–${to}`]);
    return h("div", { class: "wish" },
      h("h2", {}, t("change.wish", { n: n + 1 }), n > 0 && h("button", { class: "round", type: "button", "aria-label": t("change.less"), onclick: () => (this.wishes.splice(n, 1), this.drawWishes()) }, icon("close", 20))),
      field(t("change.day"), day), choices(t("change.part"), `part${n}`, parts, { chosen: wish.from, onchange: (from) => (wish.from = from) }));
  }

  async send(form) {
    const windows = this.wishes.map(({ day, from }) => {
      const [, to] = PARTS.find(([begin]) => begin === from);
      return { earliest: time.inZone(day, from, this.zone), latest: time.inZone(day, to, this.zone) };
    });
    const note = this.note.value.trim();
    this.button.disabled = true;
    try {
      const body = { windows, reason: new FormData(form).get("reason"), ...(note && { note }) };
      await this.api.post(`/v1/orders/${this.id}/handover/change-request`, body, { once: true });
      location.hash = `#/orders/${this.id}`;
    } catch (problem) {
      this.button.disabled = false;
      this.said.replaceChildren(wrong(kindly(problem)));
    }
  }
}

customElements.define("rr-change", Change);
