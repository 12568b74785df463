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
import { ahead, aheadLook } from "./parts/ahead.js";
import { handover, handoverLook } from "./parts/handover.js";
import { digest, digestLook } from "./parts/digest.js";
import { card, look } from "./parts/look.js";
import { receipt } from "./parts/receipt_card.js";
import { services, servicesLook } from "./parts/services.js";
import { actions, facts, journey, noClip, smallLook } from "./parts/small.js";
import { summary, summaryLook } from "./parts/summary.js";
import "../components/arrival.js";
import { looks } from "../components/clip.js";
import "../components/journey.js";
import "../components/section_bar.js";
import "../components/timeline.js";

const POLL_MS = 15_000;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

class Order extends Component {
  static styles = [controls, pills, cards, skeletons, troubles, look, summaryLook, digestLook, aheadLook, handoverLook, servicesLook, smallLook, layout];

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
  }

  disconnectedCallback() {
    this.stop();
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
      [order, this.changed] = await Promise.all([this.api.get(this.path), this.api.get(`${this.path}/digest`), this.feed.start()]);
    } catch (problem) {
      if (!this.api.session.signedIn) return;
      this.body.replaceChildren(trouble(problem, problem.status === 404 ? null : () => this.again()));
      return;
    }
    this.build();
    this.draw(order);
    this.drawTimeline();
    this.drawDigest();
    this.ready = true;
    this.markSeen();
  }

  again() {
    this.body.replaceChildren(orderBones());
    return this.load();
  }

  /** Ask what changed; the whole order again only when the API says that it did. */
  async refresh() {
    if (!this.ready) return this.isConnected && this.$(".trouble") ? this.again() : undefined;
    const { fresh, changed, orderChanged } = await this.feed.news();
    if (orderChanged) this.draw(await this.api.get(this.path));
    for (const entry of fresh) this.fresh.add(entry.id);
    if (changed || orderChanged) this.drawTimeline();
    if (!fresh.length) return;
    this.news.textContent = t("timeline.new", { n: fresh.length });
    this.markSeen();
  }

  drawDigest() {
    put(this.told, digest(this.changed, { dismiss: () => this.dismiss(), lead: (id) => this.lead(id) }));
  }

  dismiss() {
    this.changed = null;
    this.drawDigest();
    this.markSeen();
    this.news.textContent = t("digest.dismissed");
  }

  // What was on a visible page counts as seen, but for what stands in the digest until that is put away. Whether the
  // API heard it does not matter to the reader.
  markSeen() {
    if (!document.hidden && !this.changed?.items.length) this.api.post(`${this.path}/seen`, { seq: this.feed.latest }).catch(() => {});
  }

  build() {
    this.summary = h("section", { class: "summary" });
    this.told = h("div", { class: "part told" });
    this.hero = h("section", { class: "hero", "aria-label": t("order.latest") });
    [this.now, this.way, this.given] = ["now", "way", "given"].map((name) => h("div", { class: `part ${name}` }));
    this.arrival = h("rr-arrival");
    this.timeline = h("rr-timeline", { onwatch: () => this.watchHero() });
    this.foot = h("div", { class: "foot" });
    this.log = h("section", { class: "part log" }, h("h2", {}, t("timeline.title")), this.timeline, this.foot);
    this.sections = h("rr-section-bar");
    this.body.replaceChildren(
      h("div", { class: "page" }, this.summary, this.told, this.hero, h("div", { class: "aside" }, this.now, this.way, this.given), this.log), this.sections);
    this.watcher = new IntersectionObserver(([{ isIntersecting }]) => this.toggleAttribute("scrolled", !isIntersecting), { rootMargin: "-64px 0px 0px" });
    this.watcher.observe(this.summary);
  }

  draw(order) {
    this.order = order;
    document.title = `${order.progress?.text ?? ""} · ${t("app.name")}`;
    this.bar.replaceChildren(
      h("span", { class: "name" }, vehicleName(order.vehicle)),
      h("span", { class: "status" }, h("b", {}, order.progress?.text ?? ""), h("span", {}, etaLine(order))));
    this.summary.replaceChildren(...summary(order));
    put(this.now, actions(order), ahead(order));
    put(this.way, this.arrivalCard(order), journey(order));
    put(this.given, receipt(order), handover(order, this.api, () => this.refresh()), services(order), facts(order));
    this.sections.set([
      { icon: "play", label: t("order.now"), element: this.summary }, { icon: "journey", label: t("order.way"), element: this.way },
      { icon: "key", label: t("order.handover"), element: this.given }, { icon: "film", label: t("order.news"), element: this.log },
    ]);
  }

  // One element for as long as the page is open: what somebody unfolded in it stays so.
  arrivalCard(order) {
    if (!etaLine(order) || order.progress?.milestone === "available_for_pickup") return null;
    this.arrival.set(order);
    return card(t("eta.title"), "", this.arrival);
  }

  // To an entry of the timeline; to its beginning while the entry is on a page not read yet.
  lead(id) {
    const entry = this.timeline.$(`[data-id="${CSS.escape(id)}"]`) ?? this.log;
    entry.scrollIntoView({ behavior: CALM.matches ? "auto" : "smooth", block: "center" });
  }

  drawTimeline() {
    const entries = this.feed.sorted;
    this.drawHero(entries.find(({ kind, clip }) => kind === "clip" && clip));
    this.timeline.set(entries, { keys: this.keys, heroId: this.heroEntry?.id, fresh: this.fresh, complete: this.feed.complete });
    this.drawFoot(entries);
  }

  // A clip that somebody opened stays where it is, even when a newer one arrives; when it was taken back it says so, until
  // something new arrives.
  drawHero(newest) {
    const shown = this.$(".hero rr-clip");
    const stillThere = this.heroEntry && this.feed.entries.get(this.heroEntry.id)?.clip;
    if (shown && stillThere && (shown.opened || (newest && looks(this.heroEntry) === looks(newest)))) return;
    if (shown?.opened) this.goneAt = (shown.takeBack(), this.feed.latest);
    this.heroEntry = newest ?? null;
    if (shown?.takenBack && !(newest?.seq > this.goneAt)) return void (this.heroEntry = null);
    if (!newest) return this.hero.replaceChildren(noClip());
    const clip = h("rr-clip", { hero: true });
    clip.set(newest, this.keys);
    this.hero.replaceChildren(clip);
  }

  watchHero() {
    this.hero.scrollIntoView({ block: "center", behavior: CALM.matches ? "auto" : "smooth" });
    this.$(".hero rr-clip").open();
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

const put = (element, ...parts) => element.replaceChildren(...parts.filter(Boolean));

customElements.define("rr-order", Order);
