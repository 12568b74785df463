// One picture out of a clip: a whole image, or the part of a storyboard that a media fragment names (`#xywh=x,y,w,h`).
import { Component, css, h } from "../client/element.js";

const style = css`
  :host { overflow: hidden; border-radius: var(--radius); background: var(--sunken); aspect-ratio: 16 / 9; }
  canvas { display: block; width: 100%; height: 100%; object-fit: cover; }
`;

class Still extends Component {
  static styles = [style];

  /** `source` is a path with or without a fragment, `keys` the order's playback keys; `alt` says what it shows. */
  set({ source, keys, alt }) {
    const [path, fragment = ""] = source.split("#");
    const part = fragment.match(/^xywh=(\d+),(\d+),(\d+),(\d+)$/)?.slice(1).map(Number);
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", alt);
    this.show();
    this.bring(path, part, keys).catch(() => this.remove()); // the words beside it say the same
  }

  async bring(path, part, keys) {
    const image = new Image();
    image.src = await keys.url(path);
    await image.decode();
    const [x, y, width, height] = part ?? [0, 0, image.naturalWidth, image.naturalHeight];
    const canvas = h("canvas", { width, height });
    canvas.getContext("2d").drawImage(image, x, y, width, height, 0, 0, width, height);
    this.show(canvas);
  }
}

customElements.define("rr-still", Still);
