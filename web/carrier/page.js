// The carrier's page: one screen at a time; sending goes on behind whichever is shown.
import "./words.js";
import { Api } from "../client/api.js";
import { Component, css, h } from "../client/element.js";
import { onLanguage, t } from "../client/i18n.js";
import { Session } from "../client/session.js";
import { Outbox } from "./outbox.js";
import { Shelf } from "./shelf.js";
import { TripBook } from "./trip_book.js";
import { SETTLED, Uploader } from "./uploader.js";
import { watchVerdicts } from "./verdicts.js";
import "../components/connection_notice.js";
import "./aboard.js";
import "./entrance.js";
import "./film.js";
import "./inspect.js";
import "./stages.js";
import "./trip.js";
import "./undo.js";
import "./upload.js";
import "./uploads.js";

/** `{view, id?, stage?, replaces?}` of a fragment. */
export function routeOf(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const [name, id, stage] = path.split("/");
  const replaces = new URLSearchParams(query).get("replaces");
  if (name === "inspect" && id) return { view: "inspect", id };
  if (name === "film" && id) return { view: "film", id, replaces };
  if (name === "trips" && !id) return { view: "trips" };
  if (name === "trips") return stage ? { view: "aboard", id, stage } : { view: "trip", id };
  if (name === "uploads") return id ? { view: "upload", id } : { view: "uploads" };
  return { view: "stages" };
}

const style = css`main:focus { outline: none; }`;

class Carrier extends Component {
  static styles = [style];

  connectedCallback() {
    this.session = new Session("driver");
    this.api = new Api(this.session);
    this.shelf = new Shelf(this.session);
    this.uploader = new Uploader(this.api, this.shelf);
    this.outbox = new Outbox(this.api, this.shelf);
    this.book = new TripBook(this.api, this.outbox);
    this.found = new Map(); // stages seen in lists
    this.main = h("main", { tabindex: "-1" });
    const undo = h("rr-undo");
    this.show(this.main, undo, h("rr-connection", { words: "carrier.offline", onretry: () => this.carryOn() }));
    undo.start({ outbox: this.outbox });
    this.session.addEventListener("change", () => this.route());
    addEventListener("hashchange", () => this.route());
    addEventListener("online", () => this.carryOn());
    onLanguage(() => this.route({ again: true }));
    navigator.serviceWorker?.register("/web/carrier/sw.js", { scope: "/carrier" }).catch(() => {}); // it works without, with a line
    watchVerdicts(this.api, this.shelf);
    this.shelf.tidy(({ state }) => SETTLED.has(state));
    this.route();
  }

  route({ again = false } = {}) {
    const wanted = this.session.signedIn ? routeOf(location.hash) : { view: "entrance" };
    const key = JSON.stringify(wanted);
    const moved = Boolean(this.shown) && wanted.view !== "entrance";
    if (key === this.shown && !(again && wanted.view !== "entrance")) return;
    const thrownOut = this.shown && wanted.view === "entrance" && !this.leaving;
    this.leaving = false;
    this.shown = key;
    this.draw(wanted, thrownOut ? t("problem.signed_out") : "");
    if (moved) this.main.focus({ preventScroll: true }); // a screen reader goes on from the new screen
    if (this.session.signedIn) this.carryOn();
  }

  carryOn() {
    this.uploader.start();
    this.outbox.start();
  }

  draw({ view, ...rest }, message) {
    const { api, shelf, uploader, outbox, book, found } = this;
    const element = document.createElement(`rr-${view}`);
    element.addEventListener("sign-out", () => this.signOut());
    element.start({ api, shelf, uploader, outbox, book, found, message, ...rest });
    this.main.replaceChildren(element);
    scrollTo(0, 0);
  }

  async signOut() {
    this.leaving = true;
    history.replaceState(null, "", location.pathname);
    this.book.forget();
    this.found.clear();
    await this.session.signOut();
  }
}

customElements.define("rr-carrier", Carrier);
