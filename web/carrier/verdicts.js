// Asks how the clips that were sent fared, until each has its verdict.
import { whileVisible } from "../client/poll.js";
import { SETTLED } from "./uploader.js";

const EVERY_MS = 2000;

/** Poll while somebody looks; returns how to stop. A held clip is asked for once a minute: a person may release it. */
export function watchVerdicts(api, shelf) {
  let turn = 0;
  return whileVisible(async () => {
    turn += 1;
    for (const row of await shelf.all()) {
      if (row.state === "checking" || (row.state === "held" && turn % 30 === 1)) await ask(api, shelf, row);
    }
  }, EVERY_MS);
}

async function ask(api, shelf, row) {
  if (!api.session.signedIn) return;
  try {
    const clip = await api.get(`/v1/clips/${row.clip_id}`, { tries: 1 });
    const state = SETTLED.has(clip.status) ? clip.status : "checking";
    const news = { state, verdict: clip.verdict ?? null, progress: clip.progress ?? null };
    if (differs(row, news)) await shelf.change(row.ref, news);
  } catch (problem) {
    if (problem.status === 404) await shelf.change(row.ref, { state: "removed" });
    else if (problem.passing) throw problem;
  }
}

const differs = (row, news) => Object.entries(news).some(([key, value]) => JSON.stringify(row[key]) !== JSON.stringify(value));
