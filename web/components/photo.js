// A photo as large as the screen: nothing of it is cut off, and a tap anywhere, or Escape, closes it.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import "./poster.js";

const style = css`
  dialog { width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; padding: 0; border: 0; background: var(--film); color: var(--on-film); }
  dialog::backdrop { background: var(--film); }
  rr-poster { position: absolute; inset: 0; width: 100%; height: 100%; aspect-ratio: auto; background: none; }
  button { position: absolute; top: max(var(--s1), env(safe-area-inset-top)); right: var(--s1); display: grid; place-items: center; width: var(--target); height: var(--target); padding: 0; border: 0; border-radius: var(--round); background: var(--veil); color: var(--on-film); }
  :focus-visible { outline-color: var(--on-film); }
  p { position: absolute; inset: auto 0 50%; padding: var(--s2); text-align: center; }
`;

class Photo extends Component {
  static styles = [style];

  /** Show the photo of a timeline's entry until it is closed. */
  open({ clip, text }, keys) {
    const poster = h("rr-poster", { whole: true });
    poster.addEventListener("failed", () => this.failed(clip, keys));
    poster.set({ source: clip.poster, keys, thumbhash: null, alt: text });
    this.said = h("p", { role: "status" });
    const dialog = h("dialog", { "aria-label": text, onclick: () => dialog.close(), onclose: () => this.remove() },
      poster, this.said, h("button", { type: "button", "aria-label": t("app.close") }, icon("close", 26)));
    this.show(dialog);
    dialog.showModal();
  }

  async failed(clip, keys) {
    this.said.textContent = t((await keys.gone(clip.hls)) ? "photo.taken_back" : "photo.failed");
  }
}

customElements.define("rr-photo", Photo);
