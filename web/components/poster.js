// A 16:9 picture of a clip: its thumbhash at once, the poster when it has come. With `whole` nothing of it is cut off, as
// the car in an upright picture would be; what it leaves free shows the thumbhash. Tells `failed` when it does not come.
import { Component, css, h } from "../client/element.js";
import { paint } from "../client/thumbhash.js";

const style = css`
  :host { position: relative; aspect-ratio: 16 / 9; overflow: hidden; background: var(--sunken); }
  canvas, img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
  img { opacity: 0; transition: opacity var(--slow); }
  :host([whole]) img { object-fit: contain; }
  img.here { opacity: 1; }
`;

class Poster extends Component {
  static styles = [style];

  /** `source` is a path, `keys` the order's playback keys; without a source only the thumbhash is painted. */
  set({ source, keys, thumbhash, alt = "" }) {
    const canvas = h("canvas", { "aria-hidden": "true" });
    paint(canvas, thumbhash);
    this.show(canvas);
    if (source) this.bring(source, keys, alt);
  }

  /** Where the picture is; empty while there is none. */
  get address() {
    return this.$("img.here")?.src ?? "";
  }

  async bring(source, keys, alt) {
    const image = h("img", { alt, decoding: "async", loading: "lazy", onload: () => image.classList.add("here") });
    let tries = 0;
    image.onerror = async () => {
      if (tries++ === 0) image.src = await keys.url(source, { fresh: true }).catch(() => "");
      else this.gone(image);
    };
    this.shadowRoot.append(image);
    try {
      image.src = await keys.url(source);
    } catch {
      this.gone(image);
    }
  }

  gone(image) {
    image.remove(); // the thumbhash stays
    this.tell("failed");
  }
}

customElements.define("rr-poster", Poster);
