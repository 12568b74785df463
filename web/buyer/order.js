// One order: where it stands, what comes next, the journey, the newest footage and everything that happened.
import { Component, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { PlaybackKeys } from "../client/playback.js";
import { whileVisible } from "../client/poll.js";
import { cards, controls, pills, skeletons } from "../components/controls.js";
import { trouble, troubles } from "../components/trouble.js";
import { etaLine } from "../components/eta.js";
import { vehicleName } from "../components/vehicle.js";
import { TimelineFeed } from "./feed.js";
import { layout } from "./order_layout.js";
import { orderBones } from "./order_bones.js";
import * as parts from "./order_parts.js";
import "../components/clip.js";
import "../components/journey.js";
import "../components/timeline.js";

const POLL_MS = 15_000;
const WIDE = matchMedia("(min-width: 960px)");

class Order extends Component {
  static styles = [controls, pills, cards, skeletons, troubles, parts.style, layout];

  start({ api, id }) {
    Object.assign(this, { api, id, path: `/v1/orders/${encodeURIComponent(id)}` });
    this.keys = new PlaybackKeys(api, id);
    this.feed = new TimelineFeed(api, id);
    this.fresh = new Set();
    this.frame();
    this.load();
  }

  connectedCallback() {
    this.stop = whileVisible(() => this.refresh(), POLL_MS);
    this.arrange = () => this.arrangeAside();
    WIDE.addEventListener("change", this.arrange);
  }

  disconnectedCallback() {
    this.stop();
    WIDE.removeEventListener("change", this.arrange);
    this.watcher?.disconnect();
  }

  frame() {
    this.bar = h("div", { class: "bar-text", "aria-hidden": "true" });
    this.news = h("p", { class: "hidden-text", role: "status" });
    this.body = h("div", {}, orderBones());
    this.show(
      h("div", { class: "bar" }, h("div", { class: "bar-inner" },
        h("a", { class: "round", href: "#/", "aria-label": t("app.back") }, icon("back", 26)), this.bar, h("rr-language"))),
      this.body, this.news);
  }

  async load() {
    let order;
    try {
      [order] = await Promise.all([this.api.get(this.path), this.feed.start()]);
    } catch (problem) {
      if (!this.api.session.signedIn) return;
      this.body.replaceChildren(trouble(problem, problem.status === 404 ? null : () => this.again()));
      return;
    }
    this.build();
    this.draw(order);
    this.drawTimeline();
    this.ready = true;
    if (order.unread > 0) this.markSeen();
  }

  again() {
    this.body.replaceChildren(orderBones());
    return this.load();
  }

  /** Ask what changed; the whole order again only when the API says that it did. */
  async refresh() {
    if (!this.ready) return this.isConnected && this.$(".trouble") ? this.again() : undefined;
    const { fresh, orderChanged } = await this.feed.news();
    if (orderChanged) this.draw(await this.api.get(this.path));
    for (const entry of fresh) this.fresh.add(entry.id);
    if (fresh.length || orderChanged) this.drawTimeline();
    if (!fresh.length) return;
    this.news.textContent = t("timeline.new", { n: fresh.length });
    this.markSeen();
  }

  // What was on a visible page counts as seen; whether the API heard it does not matter to the reader.
  markSeen() {
    if (!document.hidden) this.api.post(`${this.path}/seen`, { seq: this.feed.latest }).catch(() => {});
  }

  build() {
    this.summary = h("section", { class: "summary" });
    this.hero = h("section", { class: "hero", "aria-label": t("order.latest") });
    this.aside = h("div", { class: "aside" });
    this.extras = h("div", { class: "extras" });
    this.timeline = h("rr-timeline", { onwatch: () => this.watchHero() });
    this.foot = h("div", { class: "foot" });
    this.log = h("section", { class: "log" }, h("h2", {}, t("timeline.title")), this.timeline, this.foot);
    this.body.replaceChildren(h("div", { class: "page" }, this.summary, this.hero, this.aside, this.log, this.extras));
    this.arrangeAside();
    this.watcher = new IntersectionObserver(([{ isIntersecting }]) => this.toggleAttribute("scrolled", !isIntersecting), { rootMargin: "-64px 0px 0px" });
    this.watcher.observe(this.summary);
  }

  // On a desk what belongs to the order stands beside the timeline; on a phone it follows it.
  arrangeAside() {
    if (!this.extras) return;
    if (WIDE.matches) this.aside.append(this.extras);
    else this.log.after(this.extras);
  }

  draw(order) {
    this.order = order;
    document.title = `${order.progress?.text ?? ""} · ${t("app.name")}`;
    this.bar.replaceChildren(
      h("span", { class: "name" }, vehicleName(order.vehicle)),
      h("span", { class: "status" }, h("b", {}, order.progress?.text ?? ""), h("span", {}, etaLine(order))));
    this.summary.replaceChildren(...parts.summary(order));
    const extrasInside = this.extras.parentElement === this.aside;
    this.aside.replaceChildren(...[parts.next(order), parts.actions(order), parts.journey(order), extrasInside && this.extras].filter(Boolean));
    this.extras.replaceChildren(...[parts.handover(order), parts.services(order), parts.etaHistory(order), parts.facts(order)].filter(Boolean));
  }

  drawTimeline() {
    const entries = this.feed.sorted;
    this.drawHero(entries.find(({ clip }) => clip));
    this.timeline.set(entries, { keys: this.keys, heroId: this.heroEntry?.id, fresh: this.fresh, complete: this.feed.complete });
    this.drawFoot(entries);
  }

  // A clip that somebody opened stays where it is, even when a newer one arrives.
  drawHero(newest) {
    const shown = this.$(".hero rr-clip");
    const stillThere = this.heroEntry && this.feed.entries.get(this.heroEntry.id)?.clip;
    if (shown && stillThere && (shown.opened || this.heroEntry.seq === newest?.seq)) return;
    this.heroEntry = newest ?? null;
    if (!newest) return this.hero.replaceChildren(parts.noClip());
    const clip = h("rr-clip", { hero: true });
    clip.set(newest, this.keys);
    this.hero.replaceChildren(clip);
  }

  watchHero() {
    this.hero.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    this.$(".hero rr-clip").play();
  }

  drawFoot(entries) {
    if (!entries.length) return this.foot.replaceChildren(h("p", { class: "soft" }, t("timeline.empty")));
    if (this.feed.complete) return this.foot.replaceChildren();
    const more = h("button", { class: "button quiet wide", type: "button", onclick: () => this.older(more) }, t("app.more"));
    this.foot.replaceChildren(more);
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (!isIntersecting) return;
      observer.disconnect();
      this.older(more);
    }, { rootMargin: "600px" }).observe(more);
  }

  async older(button) {
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = t("app.loading");
    try {
      await this.feed.older();
      this.drawTimeline();
    } catch {
      button.disabled = false; // the connection notice says why; a tap tries again
      button.textContent = t("app.retry");
    }
  }
}

customElements.define("rr-order", Order);
