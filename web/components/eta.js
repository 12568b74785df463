// What an order's ETA says, in words: one line, a note beside it, and pills for the flags.
import { h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { known, t, word } from "../client/i18n.js";
import { dateRange, daysBetween } from "../client/time.js";

/** "Arrives 28–30 Nov"; empty when there is nothing to await any more. */
export function etaLine(order) {
  const { eta, state, progress } = order;
  if (!eta || state !== "open" || progress?.milestone === "delivered") return "";
  if (eta.state === "overdue") return t("eta.overdue");
  if (!eta.earliest && !eta.latest) return t("eta.none");
  const when = dateRange(eta.earliest ?? eta.latest, eta.latest ?? eta.earliest);
  if (progress?.milestone === "available_for_pickup") return t("eta.pickup", { when });
  return t(eta.state === "promised" ? "eta.promised" : "eta.estimated", { when });
}

/** "2 days later than promised, because of weather"; empty when there is nothing to compare. */
export function etaNote(order) {
  const { eta } = order;
  if (!etaLine(order) || eta.state !== "estimated" || !eta.promised_latest || !eta.latest) return "";
  const days = daysBetween(new Date(eta.promised_latest), new Date(eta.latest));
  if (days === 0) return t("eta.kept");
  const note = t(days > 0 ? "eta.later" : "eta.earlier", { n: Math.abs(days) });
  return days > 0 && eta.reason ? `${note}${t("list.join")}${t("eta.because", { reason: word("reason", eta.reason) })}` : note;
}

/** Flags as pills: each differs in colour, shape and word. */
export function flagPills(order) {
  const { flags = {} } = order;
  if (order.state !== "open") return [pill("bad", "close", t(`flag.${order.state}`))];
  return [
    flags.exception && pill("bad", "bad", known(`exception.${flags.exception.code}`) ? t(`exception.${flags.exception.code}`) : t("flag.exception")),
    flags.on_hold && pill("calm", "hold", t("flag.on_hold")),
    flags.delayed && pill("warn", "warn", t("flag.delayed")),
  ].filter(Boolean);
}

/** A status pill. */
export const pill = (tone, name, text) => h("span", { class: `pill ${tone}` }, icon(name, 16), text);
