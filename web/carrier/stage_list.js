// The carrier's stages as the page lists them: what is under way, then what is planned; what is over when asked for.
import { stageOf } from "./stage_text.js";

const PAGE = 50;

export class StageList {
  /** With a `vin` (or its end) everything that matches, whatever its status. */
  constructor(api, vin) {
    Object.assign(this, { api, stages: [] });
    const filters = vin ? [{ vin }] : [{ status: "in_progress" }, { status: "planned" }, { status: "done" }];
    this.waiting = filters.map((filter) => ({ filter, cursor: null }));
  }

  get hasMore() {
    return this.waiting.length > 0;
  }

  /** The first pages, without those that are over. */
  async start() {
    while (this.hasMore && this.waiting[0].filter.status !== "done" && this.stages.length < PAGE) await this.more();
    if (this.stages.length === 0 && this.hasMore) await this.more();
  }

  /** One more page. */
  async more() {
    const { filter, cursor } = this.waiting[0];
    const query = new URLSearchParams({ limit: PAGE, ...filter, ...(cursor && { cursor }) });
    const page = await this.api.get(`/v1/carrier/stages?${query}`);
    this.stages.push(...page.items.map(stageOf));
    if (page.next_cursor) this.waiting[0].cursor = page.next_cursor;
    else this.waiting.shift();
  }
}

/** One stage; undefined when it is not this carrier's any more. There is no route for one: the list is looked through. */
export async function stageById(api, id) {
  for (let cursor = ""; cursor !== null; ) {
    const page = await api.get(`/v1/carrier/stages?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    const stage = page.items.find((item) => item.id === id);
    if (stage) return stageOf(stage);
    cursor = page.next_cursor;
  }
  return undefined;
}
