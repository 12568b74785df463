// Times as people say them. A place's time is told in the place's own zone, and says so when that is not the reader's.
import { locale, t } from "./i18n.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const made = new Map();

function format(kind, zone, options) {
  const key = `${locale()} ${kind} ${zone}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale(), { ...options, timeZone: goodZone(zone) }));
  return made.get(key);
}

function goodZone(zone) {
  try {
    return zone && new Intl.DateTimeFormat("en", { timeZone: zone }) ? zone : undefined;
  } catch {
    return undefined; // a zone this browser does not know
  }
}

const clock = (zone) => format("clock", zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayOf = (zone) => format("day", zone, { weekday: "short", day: "numeric", month: "short" });
const dateOf = (zone) => format("date", zone, { day: "numeric", month: "short" });
const longDay = (zone) => format("long", zone, { weekday: "long", day: "numeric", month: "long" });

/** "14:20" in the zone. */
export const timeOf = (iso, zone) => clock(zone).format(new Date(iso));

/** "28 Nov" in the zone. */
export const shortDate = (iso, zone) => dateOf(zone).format(new Date(iso));

/** "Sat 28 Nov, 14:20" in the zone. */
export function dayAndTime(iso, zone) {
  return `${dayOf(zone).format(new Date(iso))}${t("time.join")}${timeOf(iso, zone)}`;
}

/** "28 Nov 2026, 14:20:05 UTC+8" in the zone, the reader's own without one; whatever the zone's clock showed then. */
export function exactly(iso, zone) {
  const day = format("full", zone, { day: "numeric", month: "short", year: "numeric" });
  const second = format("second", zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return `${day.format(new Date(iso))}${t("time.join")}${second.format(new Date(iso))} ${zoneOf(iso, zone)}`;
}

/** "2026-11-28 06:20:05 UTC". */
export const inUtc = (iso) => `${new Date(iso).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** "UTC+8": what the zone is away from UTC at that moment. */
export function zoneOf(iso, zone) {
  const ms = Math.floor(Date.parse(iso) / 1000) * 1000;
  const minutes = (zone === "UTC" ? 0 : shownAt(ms, zone) - ms) / MINUTE;
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return minutes ? `UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}` : "UTC";
}

/** The heading of a day: "Today", "Yesterday" or "Saturday 28 November", as the reader's calendar has it. */
export function dayHeading(iso) {
  const days = daysBetween(new Date(iso), new Date());
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  return longDay().format(new Date(iso));
}

/** A key that is equal for times of one calendar day of the reader. */
export const dayKey = (iso) => new Date(iso).toDateString();

/** "28–30 Nov" or one date; the dates share what is the same. */
export function dateRange(earliest, latest, zone) {
  if (!latest || shortDate(earliest, zone) === shortDate(latest, zone)) return shortDate(earliest, zone);
  if (locale() !== "zh-CN") return dateOf(zone).formatRange(new Date(earliest), new Date(latest)).replace(/(\d)\s–\s(\d)/u, "$1–$2");
  const [from, to] = [shortDate(earliest, zone), shortDate(latest, zone)]; // Intl would say "11/28 – 11/30"
  const month = from.slice(0, from.indexOf("月") + 1);
  return `${from}至${to.startsWith(month) ? to.slice(month.length) : to}`;
}

/** "Sat 28 Nov, 14:00–18:00", or with both days where they differ. */
export function window(earliest, latest, zone) {
  if (!latest || earliest === latest) return dayAndTime(earliest, zone);
  const sameDay = dayOf(zone).format(new Date(earliest)) === dayOf(zone).format(new Date(latest));
  const end = sameDay ? timeOf(latest, zone) : dayAndTime(latest, zone);
  return `${dayAndTime(earliest, zone)}–${end}`;
}

/** "3 hours ago", "just now"; plain date when older than a week. */
export function ago(iso, now = Date.now()) {
  const past = now - Date.parse(iso);
  if (past < MINUTE) return t("time.now");
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), "hour");
  return past < 7 * DAY ? relative.format(-Math.floor(past / DAY), "day") : shortDate(iso);
}

/** Whole days from one to the other on the reader's calendar. */
export function daysBetween(from, to) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(to) - midnight(from)) / DAY);
}

/** Whether the zone's clock shows another time than the reader's at that moment. */
export function isElsewhere(iso, zone) {
  return Boolean(goodZone(zone)) && dayAndTime(iso, zone) !== dayAndTime(iso);
}

/** "0:08", "1:02:03" for a clip's length in seconds. */
export function length(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** "2026-11-28" of this device's day, as date fields take it. */
export const dateInput = (ms) => offsetTime(ms).slice(0, 10);

/** "2026-11-28T14:20" by this device's clock, as date and time fields take it. */
export const clockInput = (ms) => offsetTime(ms).slice(0, 16);

/** RFC 3339 of a day and a clock's time in a zone (the reader's own without one): `inZone("2026-11-28", "14:20", zone)`. */
export function inZone(day, clockTime, zone) {
  const wanted = `${day}T${clockTime}`;
  const asUtc = Date.parse(`${wanted}:00Z`);
  if (!goodZone(zone)) return offsetTime(Date.parse(`${wanted}:00`));
  // The zone's clock at a guess tells how far the guess is off; once more, in case its clocks change in between.
  let ms = asUtc;
  for (let n = 0; n < 2; n++) ms += asUtc - shownAt(ms, zone);
  return new Date(ms).toISOString();
}

// What the zone's clock shows at that moment, read as if it were UTC.
function shownAt(ms, zone) {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: goodZone(zone) };
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en", options).formatToParts(ms).map(({ type, value }) => [type, value]));
  return Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}Z`);
}

/** RFC 3339 with this device's offset: "2026-11-22T14:20:05.120+08:00"; of two marks in one second the later one counts. */
export function offsetTime(ms) {
  const date = new Date(ms);
  const minutes = -date.getTimezoneOffset();
  const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  const local = new Date(ms + minutes * MINUTE).toISOString().slice(0, 23);
  return `${local}${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
