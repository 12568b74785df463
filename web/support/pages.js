// A list that comes a page at a time: its rows, and a button for more of them.
import { h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { complain, errorLine } from "./look.js";

/**
 * Fill `place` with what `draw(items)` makes of the list at `path`; called again for each further page.
 * `quiet` leaves what is shown until there is something else to show.
 */
export async function showPages(api, place, path, draw, { known = [], quiet = false } = {}) {
  const error = errorLine();
  if (!known.length && !(quiet && place.hasChildNodes())) place.replaceChildren(h("p", { class: "soft", role: "status" }, t("app.loading")));
  try {
    const page = await api.get(path);
    const items = [...known, ...page.items];
    const next = page.next_cursor && `${path.replace(/[?&]cursor=[^&]*/, "")}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(page.next_cursor)}`;
    const more = next && h("button", { class: "button quiet", type: "button", onclick: () => showPages(api, place, next, draw, { known: items }) }, t("console.more"));
    const seen = JSON.stringify(items);
    if (quiet && place.seen?.startsWith(seen.slice(0, -1))) return; // further pages may be shown below
    place.seen = seen;
    place.replaceChildren(draw(items), ...(more ? [more] : []));
  } catch (problem) {
    complain(error, problem);
    place.append(error);
  }
}
