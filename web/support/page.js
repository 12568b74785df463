// The console: a row of places to go, and one screen below. It knows nothing that the public API does not tell.
import "./words.js";
import { Api } from "../client/api.js";
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { onLanguage, t } from "../client/i18n.js";
import { Session } from "../client/session.js";
import { zoneOf } from "../client/time.js";
import { controls } from "../components/controls.js";
import { mark } from "../components/mark.js";
import "../components/connection_notice.js";
import "../components/language_switch.js";
import "./account.js";
import "./audit.js";
import "./clip.js";
import "./entrance.js";
import "./order.js";
import "./proof.js";
import "./review.js";
import "./search.js";
import "./stuck.js";
import { isTyping } from "./typing.js";

const PLACES = [["search", "#/", "search"], ["review", "#/review", "film"], ["stuck", "#/stuck", "warn"], ["audit", "#/audit", "shield"], ["account", "#/account", "key"]];
const BELONGS = { clip: "review", order: "search", proof: "review" }; // screens without a link of their own

/** `{view, id?, part?}` of a fragment. */
export function routeOf(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const [name, id, part] = path.split("/");
  if (name === "orders" && id) return { view: "order", id, part: part ?? "" };
  if (name === "clips" && id) return { view: part === "proof" ? "proof" : "clip", id };
  if (["review", "stuck", "audit", "account"].includes(name)) return { view: name };
  return { view: "search", q: new URLSearchParams(query).get("q") ?? "" };
}

const style = css`
  header { display: flex; align-items: center; gap: var(--s2); padding: var(--s1) var(--s3); border-bottom: 1px solid var(--line); background: var(--surface); flex-wrap: wrap; }
  nav { display: flex; gap: 2px; flex: 1; flex-wrap: wrap; }
  nav a { display: inline-flex; align-items: center; gap: 6px; min-height: var(--target); padding: 0 12px; border-radius: var(--radius-s); color: var(--ink); text-decoration: none; font-weight: var(--weight-strong); font-size: var(--text-s); }
  nav a:hover { background: var(--sunken); }
  nav a[aria-current] { background: var(--accent-soft); color: var(--accent); }
  .zone { color: var(--ink-soft); font-size: var(--text-xs); white-space: nowrap; }
  main { max-width: 90rem; margin: 0 auto; padding: 0 var(--s3) var(--s8); }
  main:focus { outline: none; }
  @media print {
    header, rr-connection { display: none; }
    main { max-width: none; padding: 0; }
  }
  @media (max-width: 48rem) {
    header { padding: var(--s1) var(--s2) 0; }
    header nav { order: 1; flex: 1 0 100%; flex-wrap: nowrap; overflow-x: auto; }
    header nav a { flex: none; padding: 0 8px; white-space: nowrap; }
    header .zone { order: 2; flex: 1 0 100%; }
    header rr-language { margin-left: auto; }
    header .button { padding: 0 12px; font-size: var(--text-s); }
    main { padding: 0 var(--s2) var(--s8); }
  }
`;

class Console extends Component {
  static styles = [controls, style];

  connectedCallback() {
    this.session = new Session("console");
    this.api = new Api(this.session);
    this.session.addEventListener("change", () => this.route());
    addEventListener("hashchange", () => this.route());
    addEventListener("keydown", (event) => this.keyed(event));
    onLanguage(() => this.route({ again: true }));
    this.route();
  }

  route({ again = false } = {}) {
    const wanted = this.session.signedIn ? routeOf(location.hash) : { view: "entrance" };
    const key = JSON.stringify(wanted);
    if (key === this.shown && !again) return;
    const moved = Boolean(this.shown);
    this.shown = key;
    const screen = document.createElement(`rr-console-${wanted.view}`);
    this.main = h("main", { tabindex: "-1" }, screen);
    this.show(wanted.view === "entrance" ? null : this.head(wanted.view), this.main, h("rr-connection", { words: "console.offline" }));
    screen.start({ api: this.api, ...wanted });
    if (moved && wanted.view !== "search") this.main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  head(view) {
    const links = PLACES.map(([name, href, picture]) =>
      h("a", { href, "aria-current": name === (BELONGS[view] ?? view) ? "page" : null }, icon(picture, 18), t(`console.${name}`)));
    return h("header", {}, mark(t("app.name")), h("nav", { "aria-label": t("console.places") }, links), h("span", { class: "zone", title: t("console.zone_lead") }, t("console.zone", { zone: zoneOf(new Date()) })), h("rr-language"),
      h("button", { class: "button quiet", type: "button", onclick: () => this.leave() }, t("app.sign_out")));
  }

  async leave() {
    history.replaceState(null, "", location.pathname);
    await this.session.signOut();
  }

  // "/" goes to the search from anywhere, as long as nobody is typing.
  keyed(event) {
    if (event.key !== "/" || isTyping(event) || !this.session.signedIn) return;
    event.preventDefault();
    location.hash = "#/";
    requestAnimationFrame(() => this.$("rr-console-search")?.focusField());
  }
}

customElements.define("rr-console", Console);
