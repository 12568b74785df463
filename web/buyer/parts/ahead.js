// What comes next, and whether the silence until then is usual.
import { css, h } from "../../client/element.js";
import { known, language, t } from "../../client/i18n.js";
import * as time from "../../client/time.js";
import { card, line } from "./look.js";

export const aheadLook = css`
  .next { border-color: transparent; background: var(--accent-soft); }
  .next h2, .next .line { color: var(--ink); }
  .next h2 { color: var(--accent); }
  .next .line.warn { color: var(--warn); }
  .silence { margin-top: 12px; padding-top: 6px; border-top: 1px solid color-mix(in srgb, var(--accent) 22%, transparent); }
`;

// So long a silence is not worth a word: as usual, and with nothing to compare it with.
const SHORT_MS = { normal: 3_600_000, unknown: 12 * 3_600_000 };
const TONES = { unusual: ["warn", "warn"], normal: ["quiet", ""], unknown: ["info", ""] };

/** What is expected next, with its window and place; null when nothing is. */
export function ahead(order) {
  const { next_expected: expected } = order;
  const silence = silent(order.silence);
  if (!expected && !silence) return null;
  return card(t("order.next"), "next", expected && [h("p", { class: "big" }, expected.text), ...details(expected)], silence);
}

function details({ place, earliest, latest, overdue, text }) {
  const zone = place?.time_zone;
  const when = earliest && time.window(earliest, latest, zone);
  const elsewhere = earliest && time.isElsewhere(earliest, zone);
  return [
    place && !text.includes(place.name) && line("pin", place.name),
    when && line("clock", t("order.next_window", { when: elsewhere ? t("time.local", { when }) : when })),
    overdue && line("warn", t("order.next_overdue"), "warn"),
  ];
}

function silent(silence) {
  const short = Date.now() - Date.parse(silence?.since) < SHORT_MS[silence?.level];
  if (!silence?.text || short) return null;
  const [name, tone] = TONES[silence.level] ?? TONES.unknown;
  return h("div", { class: "silence" }, line(name, quietly(silence), tone));
}

// The API's sentence goes on with what comes next, which stands right above here.
function quietly({ code, params, text }) {
  const said = Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, value?.[language()] ?? value]));
  return known(code) ? t(code, said) : text;
}
