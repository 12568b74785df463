// My orders: a card for each.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { PlaybackKeys } from "../client/playback.js";
import { whileVisible } from "../client/poll.js";
import { controls, skeletons } from "../components/controls.js";
import { mark } from "../components/mark.js";
import { nothing, trouble, troubles } from "../components/trouble.js";
import "../components/language_switch.js";
import "../components/order_card.js";

const REFRESH_MS = 60_000;

const style = css`
  .page { max-width: 70rem; margin: 0 auto; padding: 0 var(--s2) var(--s8); }
  .top { display: flex; align-items: center; justify-content: space-between; min-height: 64px; margin: 0 calc(-1 * var(--s1)) 0 0; }
  .top .actions { display: flex; align-items: center; }
  header { padding: var(--s2) 0 var(--s3); }
  header p { color: var(--ink-soft); font-size: var(--text-l); min-height: 1.5em; }
  h1 { font-size: var(--text-3xl); letter-spacing: -0.02em; }
  ul { display: grid; gap: var(--s3); grid-template-columns: minmax(0, 1fr); }
  .bones { display: grid; gap: 12px; border: 1px solid var(--line); border-radius: var(--radius-l); padding: 0 0 var(--s3); overflow: hidden; background: var(--surface); }
  .bones .bone { margin: 0 var(--s2); width: auto; }
  .bones .bone.film { margin: 0; border-radius: 0; }
  .bones .bone.half { width: 55%; }
  .bones .bone.short { width: 30%; }
  @media (min-width: 720px) { ul { grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); } ul.one { grid-template-columns: minmax(0, 36rem); } }
`;

class Orders extends Component {
  static styles = [controls, skeletons, troubles, style];

  start({ api }) {
    this.api = api;
    this.keys = new Map();
    this.hello = h("p", {});
    this.heading = h("h1", {}, t("orders.title", { n: 1 }));
    this.body = h("div", { "aria-live": "polite" });
    this.show(h("div", { class: "page" },
      h("div", { class: "top" }, mark(t("app.name")), h("div", { class: "actions" }, h("rr-language"),
        h("button", { class: "round", type: "button", "aria-label": t("app.sign_out"), title: t("app.sign_out"), onclick: () => this.tell("sign-out") }, icon("leave", 22)))),
      h("header", {}, this.hello, this.heading), this.body));
    this.body.append(bones());
    this.greet();
    this.refresh();
  }

  connectedCallback() {
    this.stop = whileVisible(() => this.refresh(), REFRESH_MS);
  }

  disconnectedCallback() {
    this.stop();
  }

  async greet() {
    const me = await this.api.get("/v1/me").catch(() => null);
    if (me?.name) this.hello.textContent = t("orders.hello", { name: me.name });
  }

  async refresh() {
    let orders;
    try {
      orders = await this.all();
    } catch (problem) {
      if (!this.drawn && this.api.session.signedIn) this.body.replaceChildren(trouble(problem, () => this.again()));
      return;
    }
    this.draw(orders);
  }

  again() {
    this.body.replaceChildren(bones());
    return this.refresh();
  }

  async all() {
    const orders = [];
    for (let cursor = ""; cursor !== null; ) {
      const page = await this.api.get(`/v1/orders?limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      orders.push(...page.items);
      cursor = page.next_cursor;
    }
    return orders;
  }

  draw(orders) {
    const stamp = JSON.stringify(orders);
    if (stamp === this.drawn) return;
    this.drawn = stamp;
    this.heading.textContent = t("orders.title", { n: orders.length });
    this.body.replaceChildren(orders.length === 0
      ? nothing("truck", t("orders.empty"), t("orders.empty_lead"))
      : h("ul", { class: orders.length === 1 ? "one" : "" }, orders.map((order) => h("li", {}, this.card(order)))));
  }

  card(order) {
    if (!this.keys.has(order.id)) this.keys.set(order.id, new PlaybackKeys(this.api, order.id));
    const card = h("rr-order-card");
    card.set(order, this.keys.get(order.id));
    return card;
  }
}

function bones() {
  return h("div", { class: "bones", role: "status" }, h("span", { class: "hidden-text" }, t("app.loading")),
    h("div", { class: "bone film" }), h("div", { class: "bone short" }), h("div", { class: "bone half tall" }), h("div", { class: "bone half" }));
}

customElements.define("rr-orders", Orders);
