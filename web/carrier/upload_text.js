// How an upload stands, in words, numbers and a shape.
import { t } from "../client/i18n.js";

const TONES = {
  published: ["good", "check"], held: ["calm", "hold"], rejected: ["bad", "bad"], failed: ["warn", "warn"], removed: ["calm", "close"],
  problem: ["bad", "bad"], pick: ["warn", "warn"], checking: ["calm", "search"], sending: ["calm", "upload"], preparing: ["calm", "clock"], waiting: ["calm", "clock"],
};

/** `[tone, icon]` of a row's state. */
export const toneOf = (state) => TONES[state] ?? ["calm", "info"];

/** How far, from 0 to 1; null where nobody knows. */
export function fractionOf(row, live) {
  if (row.state === "checking") return row.progress?.percent >= 0 ? row.progress.percent / 100 : null;
  return live?.all ? Math.min(1, (live.done ?? 0) / live.all) : null;
}

/** "about 2 minutes left" from how fast it went lately; empty until that is known. */
export class TimeLeft {
  samples = [];

  at(done, all, now = Date.now()) {
    this.samples.push([now, done]);
    this.samples = this.samples.filter(([when]) => now - when < 15_000);
    const [then, before] = this.samples[0];
    const rate = (done - before) / (now - then);
    if (!(rate > 0) || now - then < 2000) return "";
    const seconds = Math.ceil((all - done) / rate / 1000);
    const time = seconds < 90 ? t("carrier.seconds", { n: Math.max(1, seconds) }) : t("carrier.minutes", { n: Math.round(seconds / 60) });
    return t("carrier.left", { time });
  }
}
