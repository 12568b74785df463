// The journey as a vertical line of stations: done, now, next, open.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t, word } from "../client/i18n.js";
import { shortDate } from "../client/time.js";

const style = css`
  ol { display: grid; }
  li { position: relative; display: grid; grid-template-columns: 28px 1fr; gap: 0 12px; padding-bottom: var(--s2); }
  li:last-child { padding-bottom: 0; }
  li::before { content: ""; position: absolute; left: 13px; top: 14px; bottom: -14px; width: 2px; background: var(--line-strong); }
  li.done::before { background: var(--accent); }
  li.now::before { background: linear-gradient(var(--accent), var(--line-strong)); }
  li:last-child::before { display: none; }
  .dot { position: relative; width: 28px; height: 28px; display: grid; place-items: center; z-index: 1; }
  .dot::before { content: ""; width: 12px; height: 12px; border-radius: var(--round); border: 2px solid var(--line-strong); background: var(--surface); }
  .done .dot::before { display: none; }
  .done .dot svg { width: 22px; height: 22px; padding: 3px; border-radius: var(--round); background: var(--accent); color: var(--on-accent); stroke-width: 3; }
  .now .dot::before { width: 14px; height: 14px; border: 4px solid var(--accent); background: var(--on-accent); box-shadow: 0 0 0 5px var(--accent-soft); }
  .next .dot::before { border-color: var(--accent); transform: rotate(45deg); border-radius: 2px; width: 10px; height: 10px; }
  .text { display: flex; justify-content: space-between; gap: var(--s1); align-items: baseline; padding-top: 2px; flex-wrap: wrap; }
  .name { font-weight: var(--weight); }
  .done .name { color: var(--ink); }
  .now .name { font-weight: var(--weight-strong); color: var(--accent); font-size: var(--text-l); }
  .next .name { font-weight: var(--weight-strong); }
  .open .name { color: var(--ink-soft); }
  time, .when { color: var(--ink-soft); font-size: var(--text-s); font-variant-numeric: tabular-nums; }
  .at { flex-basis: 100%; font-size: var(--text-s); color: var(--ink-soft); }
`;

const ORDER = ["done", "now", "next", "open"];
const ARRIVALS = new Set(["available_for_pickup", "delivered"]);

class Journey extends Component {
  static styles = [style];

  /**
   * `milestones` as the API tells them; `here` is the place's name shown at the current one, `earliest` when the car
   * arrives at the earliest.
   */
  set({ milestones, here, zone, earliest }) {
    // A car may be stored and then travel again: what is done stands above where it is now.
    const stations = [...milestones].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
    this.show(h("ol", {}, stations.map((station) => this.station(overtaken(station, earliest) ? { ...station, planned: null } : station, here, zone))));
  }

  station({ milestone, state, planned, estimated, actual }, here, zone) {
    return h("li", { class: state, "aria-current": state === "now" ? "step" : null },
      h("span", { class: "dot" }, state === "done" && icon("check", 22)),
      h("span", { class: "text" },
        h("span", { class: "name" }, word("milestone", milestone), h("span", { class: "hidden-text" }, `, ${word("step", state)}`)),
        when({ planned, estimated, actual }, zone),
        state === "now" && here && h("span", { class: "at" }, t("step.here", { place: here }))));
  }
}

// A plan that has passed, or that the car can no longer keep, says nothing about what is ahead.
function overtaken({ milestone, state, planned }, earliest) {
  if (!planned || !["next", "open"].includes(state)) return false;
  return Date.parse(planned) < Math.max(Date.now(), ARRIVALS.has(milestone) && earliest ? Date.parse(earliest) : 0);
}

function when({ planned, estimated, actual }, zone) {
  if (actual) return h("time", { datetime: actual }, shortDate(actual, zone));
  if (estimated) return h("time", { datetime: estimated }, t("step.estimated", { when: shortDate(estimated, zone) }));
  return planned ? h("time", { datetime: planned }, t("step.planned", { when: shortDate(planned, zone) })) : null;
}

customElements.define("rr-journey", Journey);
