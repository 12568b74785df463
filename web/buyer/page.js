// The buyer's page: who is signed in, which view is shown.
import "./words.js";
import { Api } from "../client/api.js";
import { Component, css, h } from "../client/element.js";
import { onLanguage, t } from "../client/i18n.js";
import { kindly } from "../client/kindly.js";
import { noAnswer } from "../client/problem.js";
import { Session } from "../client/session.js";
import { controls } from "../components/controls.js";
import { trouble, troubles } from "../components/trouble.js";
import { handoffOf, routeOf } from "./routes.js";
import "../components/connection_notice.js";
import "./order.js";
import "./orders.js";
import "./welcome.js";

const LATER = { change: () => import("./change.js"), receipt: () => import("./receipt.js") };

const style = css`
  main:focus { outline: none; }
  .wait { display: grid; place-items: center; min-height: 100dvh; color: var(--ink-soft); }
`;

class Buyer extends Component {
  static styles = [controls, troubles, style];

  connectedCallback() {
    this.session = new Session("buyer");
    this.api = new Api(this.session);
    this.main = h("main", { tabindex: "-1" });
    this.show(this.main, h("rr-connection", { onretry: () => this.retry() }));
    this.session.addEventListener("change", () => this.route());
    addEventListener("hashchange", () => this.arrived());
    onLanguage(() => this.route({ again: true }));
    this.arrived();
  }

  // Trouble that goes on is said by the notice, which asked for this.
  retry() {
    this.view?.refresh?.().catch(() => {});
  }

  arrived() {
    const code = handoffOf(location.hash);
    return code ? this.takeOver(code) : this.route();
  }

  // A shop's app hands its buyer over. The code leaves the address before anything else happens.
  async takeOver(code) {
    history.replaceState(null, "", location.pathname);
    this.main.replaceChildren(h("p", { class: "wait", role: "status" }, t("sign_in.handoff")));
    this.shown = null;
    this.message = "";
    try {
      await this.session.signIn({ grant_type: "urn:roadreel:handoff", code });
    } catch (problem) {
      this.message = problem.passing ? kindly(problem) : t("problem.handoff");
      this.route();
    }
  }

  route({ again = false } = {}) {
    const { view, id } = this.session.signedIn ? routeOf(location.hash) : { view: "welcome" };
    const wanted = `${view} ${id ?? ""}`;
    if (wanted === this.shown && !again) return;
    if (again && view === "welcome") return; // it draws itself
    if (LATER[view] && !customElements.get(`rr-${view}`)) return this.bring(view);
    const signedOut = this.shown && !this.shown.startsWith("welcome") && view === "welcome" && !this.leaving;
    this.leaveView(view);
    const moved = Boolean(this.shown) && view !== "welcome";
    this.shown = wanted;
    this.view = this.make(view, id, signedOut ? t("problem.signed_out") : this.message);
    this.message = "";
    this.leaving = false;
    this.main.replaceChildren(this.view);
    scrollTo(0, view === "orders" ? (this.listAt ?? 0) : 0);
    document.title = t("app.name");
    if (moved) this.main.focus({ preventScroll: true }); // a screen reader goes on from the new view
  }

  // A form's module comes when it is asked for: the first visit does not wait for it.
  bring(view) {
    this.main.replaceChildren(h("p", { class: "wait", role: "status" }, t("app.loading")));
    this.shown = null;
    LATER[view]().then(() => this.route(), () => this.main.replaceChildren(h("div", { class: "wait" }, trouble(noAnswer(), () => this.route()))));
  }

  leaveView(next) {
    if (this.shown?.startsWith("orders ") && next === "order") this.listAt = scrollY;
    else if (next !== "orders") this.listAt = 0;
  }

  make(view, id, message) {
    const element = document.createElement(`rr-${view}`);
    element.addEventListener("sign-out", () => this.signOut());
    element.start({ api: this.api, id, message });
    return element;
  }

  async signOut() {
    this.leaving = true;
    history.replaceState(null, "", location.pathname);
    await this.session.signOut();
  }
}

customElements.define("rr-buyer", Buyer);
