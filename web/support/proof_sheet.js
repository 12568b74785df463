// One sheet that says what vouches for a clip: readable as it is, printed as it is.
import { css, h } from "../client/element.js";
import { t, word } from "../client/i18n.js";
import { sizeOf } from "../client/size.js";
import { exactly, inUtc } from "../client/time.js";
import { mark } from "../components/mark.js";
import { clipState } from "./clip_state.js";
import { copied } from "./copy.js";
import { facts, table } from "./look.js";
import { clocksText, hiddenText, signedText, sourceText } from "./proof_words.js";

export const sheetLook = css`
  .sheet { max-width: 52rem; margin: var(--s2) auto var(--s4); padding: var(--s4) var(--s5); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
  .sheet header { display: flex; justify-content: space-between; gap: var(--s2); align-items: center; padding-bottom: var(--s1); border-bottom: 2px solid var(--ink); }
  .sheet h2 { break-after: avoid; }
  .sheet section { break-inside: avoid; }
  .sheet section.long { break-inside: auto; }
  .sheet p { margin-bottom: var(--s1); max-width: 44rem; }
  .sheet p.empty { max-width: none; }
  .times + p { margin-top: var(--s1); }
  .sheet tr { break-inside: avoid; }
  .sheet footer { margin-top: var(--s3); padding-top: var(--s1); border-top: 1px solid var(--line-strong); color: var(--ink-soft); font-size: var(--text-xs); }
  .times td, .times th { white-space: nowrap; }
  @media (max-width: 48rem) { .sheet { padding: var(--s2); } .sheet dl { grid-template-columns: minmax(0, 1fr); } .sheet dd { margin-bottom: 6px; } }
  @media print {
    .sheet { max-width: none; margin: 0; padding: 0; border: 0; border-radius: 0; background: none; }
    .sheet .scroll { overflow: visible; border-radius: 0; }
  }
`;

/** `car`: whose order the sheet names, or null for nobody's; `decisions`: whether it says what was decided. */
export function proofSheet(told, { car, decisions, reader }) {
  return h("article", { class: "sheet" },
    h("header", {}, mark(t("app.name")), clipState(told.status)),
    h("h1", {}, t("proof.title")),
    facts([[t("console.clip"), copied(told.id, t("console.clip"))], ...aboutCar(car), ...aboutFilm(told)]),
    section("proof.times", h("div", { class: "times" }, times(told)), h("p", {}, clocksText(told.proof))),
    section("proof.hashes", h("p", {}, t("proof.hashes_lead")), hashes(told.proof)),
    section("console.hidden", h("p", {}, hiddenText(told))),
    section("proof.credentials", h("p", {}, sourceText(told.source_credentials)), credentials(told.source_credentials), h("p", {}, signedText(told.proof))),
    decisions && h("section", { class: "long" }, h("h2", {}, t("proof.decisions")), decided(told, car)),
    h("footer", {}, t("proof.made", { when: exactly(new Date()), who: reader })));
}

const section = (title, ...parts) => h("section", {}, h("h2", {}, t(title)), ...parts);

function aboutCar(car) {
  if (!car) return [];
  const { make, model, colour, vin } = car.vehicle;
  return [[t("console.order"), car.order_number], [t("console.car"), [make, model, colour].filter(Boolean).join(" ")], ["VIN", vin && h("code", {}, vin)]];
}

function aboutFilm({ carrier, origin, photo, duration_s: lasts, source }) {
  return [[t("proof.carrier"), carrier.name], [t("proof.origin"), word("origin", origin)],
    [t("proof.length"), photo ? t("proof.photo") : lasts && t("proof.seconds", { n: lasts.toFixed(1) })],
    [t("proof.source"), `${sizeOf(source.size)}, ${source.content_type}`]];
}

function times(told) {
  const rows = [["captured", told.captured_at], ["announced", told.announced_at], ["received", told.received_at], ["published", told.published_at], ["removed", told.status === "removed" && told.status_at]];
  const known = rows.filter(([, at]) => at).map(([name, at]) => [t(`proof.${name}`), h("time", { datetime: at }, inUtc(at)), h("time", { datetime: at }, exactly(at)), name === "captured" ? onDevice(at) : ""]);
  return table(t("proof.times"), ["", "UTC", t("proof.here"), t("proof.on_device")], known);
}

// "2026-11-28 14:20:05 +08:00": as the device's own clock had it.
const onDevice = (iso) => `${iso.slice(0, 19).replace("T", " ")} ${iso.endsWith("Z") ? "UTC" : iso.slice(-6)}`;

function hashes({ sha256, renditions }) {
  const named = [["proof.hash_source", sha256.source], ["proof.hash_download", sha256.download]].filter(([, hash]) => hash).map(([name, hash]) => [t(name), hash]);
  const all = [...named, ...Object.entries(renditions ?? {}).map(([name, hash]) => [t("proof.hash_size", { name }), hash])];
  return facts(all.map(([name, hash]) => [name, copied(hash, name)]));
}

function credentials(found) {
  return found && facts([[t("proof.generator"), found.generator], [t("proof.issuer"), found.issuer], [t("proof.signed_at"), found.signed_at]]);
}

// What was decided for other buyers only is not this one's to read.
function decided({ decisions, cars }, car) {
  const numbers = new Map(cars.filter(({ cut }) => cut).map((each) => [each.cut.id, each.order_number]));
  const mine = decisions.filter(({ cut_ids: ids }) => !ids || (car?.cut && ids.includes(car.cut.id)));
  return table(t("proof.decisions"), [t("console.at"), t("console.who"), t("console.did"), t("console.reason")], mine.map((line) => [
    h("time", { datetime: line.at, title: inUtc(line.at) }, exactly(line.at)), line.by || word("audience", "system"),
    word("action", line.action) + (line.cut_ids ? ` (${numbers.get(car.cut.id)})` : ""), line.reason,
  ]), t("proof.undecided"));
}
