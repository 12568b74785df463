// A condition report that is being made: kept on the device, so that a reload loses nothing.
const EMPTY = { kind: null, damages: [], odometer: null };

export class Draft {
  constructor(stageId) {
    this.key = `roadreel.carrier.inspection.${stageId}`;
    Object.assign(this, structuredClone(EMPTY), JSON.parse(localStorage.getItem(this.key) || "{}"));
  }

  set(fields) {
    Object.assign(this, fields);
    const { kind, damages, odometer } = this;
    localStorage.setItem(this.key, JSON.stringify({ kind, damages, odometer }));
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
