// One order in the list: poster, vehicle, status sentence, ETA. The whole card is one link.
import { Component, css, h } from "../client/element.js";
import { icon, milestoneIcon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { controls, pills } from "./controls.js";
import { etaLine, flagPills } from "./eta.js";
import { vehicleColour, vehicleName } from "./vehicle.js";
import "./poster.js";

const style = css`
  a { display: flex; flex-direction: column; height: 100%; overflow: hidden; border-radius: var(--radius-l); background: var(--surface); border: 1px solid var(--line); box-shadow: var(--shadow); color: inherit; text-decoration: none; transition: transform var(--slow) var(--ease), box-shadow var(--slow); }
  @media (hover: hover) { a:hover { transform: translateY(-2px); box-shadow: var(--shadow-high); } }
  .picture { position: relative; }
  .empty { aspect-ratio: 16 / 9; display: block; width: 100%; object-fit: cover; background: var(--sunken); }
  .unread { position: absolute; right: 12px; top: 12px; padding: 3px 10px; border-radius: var(--round); background: var(--accent); color: var(--on-accent); font-size: var(--text-s); font-weight: var(--weight-strong); }
  .body { display: grid; gap: var(--s1); padding: var(--s2) var(--s2) var(--s3); }
  .vehicle { color: var(--ink-soft); font-size: var(--text-s); display: flex; justify-content: space-between; gap: var(--s2); }
  h2 { font-size: var(--text-xl); letter-spacing: -0.005em; }
  .eta { display: flex; gap: 6px var(--s1); align-items: center; flex-wrap: wrap; }
  .eta .date { display: inline-flex; gap: 6px; align-items: center; }
`;

class OrderCard extends Component {
  static styles = [controls, pills, style];

  set(order, keys) {
    const name = vehicleName(order.vehicle);
    this.show(h("a", { href: `#/orders/${order.id}` },
      h("div", { class: "picture" }, this.picture(order, keys),
        order.unread > 0 && h("span", { class: "unread" }, t("card.unread", { n: order.unread }))),
      h("div", { class: "body" },
        h("p", { class: "vehicle" }, h("span", {}, [name, vehicleColour(order.vehicle)].filter(Boolean).join(" · "))),
        h("h2", {}, order.progress?.text ?? ""),
        this.eta(order))));
  }

  picture(order, keys) {
    if (!order.poster) return h("img", { class: "empty", src: "/web/pictures/awaited.svg", alt: "" });
    const poster = h("rr-poster");
    poster.set({ source: order.poster, keys, thumbhash: order.thumbhash });
    return poster;
  }

  eta(order) {
    const line = etaLine(order);
    return h("div", { class: "eta" },
      line && h("span", { class: "date" }, icon(line ? "calendar" : milestoneIcon(order.progress?.milestone), 20), line),
      flagPills(order));
  }
}

customElements.define("rr-order-card", OrderCard);
