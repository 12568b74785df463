// What vouches for a clip, on one sheet that an agent shows or prints; the agent says whose order it names.
import { Component, css, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { icon } from "../client/icons.js";
import { controls, pills } from "../components/controls.js";
import { trouble, troubles } from "../components/trouble.js";
import { copying } from "./copy.js";
import { look } from "./look.js";
import { proofSheet, sheetLook } from "./proof_sheet.js";

const style = css`
  .bar { max-width: 52rem; margin: var(--s2) auto 0; align-items: end; }
  .bar .check { display: flex; align-items: center; gap: 8px; min-height: var(--target); }
  .bar .check input { min-height: 0; width: 18px; height: 18px; }
  .bar .button { margin-left: auto; }
  @media print { .bar { display: none; } }
`;

class Proof extends Component {
  static styles = [controls, pills, troubles, look, sheetLook, copying, style];

  async start({ api, id }) {
    Object.assign(this, { api, id });
    this.show(h("p", { class: "soft", role: "status" }, t("app.loading")));
    try {
      const [told, me] = await Promise.all([api.get(`/v1/support/clips/${id}/proof`), api.get("/v1/me")]);
      this.draw(told, me.name);
    } catch (problem) {
      this.show(h("h1", {}, t("proof.title")), trouble(problem, problem.status === 404 ? null : () => this.start({ api, id })));
    }
  }

  draw(told, reader) {
    const sheet = h("div");
    const whose = h("select", { name: "whose", onchange: () => fill() }, h("option", { value: "" }, t("proof.nobody")),
      told.cars.map((car, n) => h("option", { value: String(n) }, car.order_number)));
    if (told.cars.length === 1) whose.value = "0"; // of several, whose sheet it is has to be said
    const decisions = h("input", { type: "checkbox", ".checked": true, onchange: () => fill() });
    const fill = () => sheet.replaceChildren(proofSheet(told, { car: told.cars[whose.value] ?? null, decisions: decisions.checked, reader }));
    fill();
    this.title = document.title;
    document.title = `${t("proof.title")} ${this.id}`; // what a printed file is called
    this.show(h("div", { class: "bar row" }, h("a", { href: `#/clips/${this.id}` }, t("proof.back")), h("label", {}, t("proof.whose"), whose),
      h("label", { class: "check" }, decisions, t("proof.decisions")), h("button", { class: "button", type: "button", onclick: () => print() }, icon("note", 18), t("proof.print"))), sheet);
  }

  disconnectedCallback() {
    if (this.title) document.title = this.title;
  }
}

customElements.define("rr-console-proof", Proof);
