// Whether the line is there: what the browser says, and what the last request met.

class Connection extends EventTarget {
  constructor() {
    super();
    this.up = navigator.onLine;
    addEventListener("online", () => this.set(true));
    addEventListener("offline", () => this.set(false));
  }

  /** An answer came. */
  answered() {
    this.set(true);
  }

  /** A request met silence. */
  silent() {
    this.set(false);
  }

  set(up) {
    if (up === this.up) return;
    this.up = up;
    this.dispatchEvent(new Event("change"));
  }

  /** Resolve when the browser says it is online again, or after `ms`: some lines come back unannounced. */
  back(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      addEventListener("online", done);
      function done() {
        clearTimeout(timer);
        removeEventListener("online", done);
        resolve();
      }
    });
  }
}

export const connection = new Connection();
