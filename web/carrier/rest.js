// A short rest for large buttons that come up where another one was just tapped: the second tap of a double tap would
// else mark the next car.

export const REST_MS = 600; // platforms tell two taps from a double tap at 300 to 500 ms

export class Rest {
  constructor() {
    this.over = performance.now() + REST_MS;
  }

  /** The button, deaf until the rest is over. */
  button(element) {
    const left = this.over - performance.now();
    element.disabled = left > 0;
    if (left > 0) setTimeout(() => (element.disabled = false), left);
    return element;
  }
}
