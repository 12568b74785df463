// A condition report that is being made: kept on the device, so that a reload loses nothing.
import { keepMine, readMine } from "./mine.js";

const EMPTY = { kind: null, damages: [], odometer: null };

export class Draft {
  constructor(stageId, person) {
    Object.assign(this, { key: `roadreel.carrier.inspection.${stageId}`, person });
    Object.assign(this, structuredClone(EMPTY), readMine(this.key, person));
  }

  set(fields) {
    Object.assign(this, fields);
    const { kind, damages, odometer } = this;
    keepMine(this.key, this.person, { kind, damages, odometer });
  }

  add(damage) {
    this.set({ damages: [...this.damages, damage] });
  }

  remove(index) {
    this.set({ damages: this.damages.toSpliced(index, 1) });
  }

  /** `ref` is the upload's name on this device, which the outbox turns into the clip's. */
  film(index, ref) {
    this.set({ damages: this.damages.with(index, { ...this.damages[index], clip_ref: ref }) });
  }

  clear() {
    localStorage.removeItem(this.key);
  }
}
