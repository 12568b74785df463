// One order while it loads.
import { h } from "../client/element.js";
import { t } from "../client/i18n.js";

export const orderBones = () => h("div", { class: "page", role: "status" },
  h("span", { class: "hidden-text" }, t("app.loading")),
  h("div", { class: "summary" }, h("div", { class: "bone short" }), h("div", { class: "bone wide tall" }), h("div", { class: "bone half" })),
  h("div", { class: "hero" }, h("div", { class: "bone film" })),
  h("div", { class: "aside" }, h("div", { class: "card stack" }, h("div", { class: "bone half" }), h("div", { class: "bone wide" }), h("div", { class: "bone short" })),
    h("div", { class: "card stack" }, [1, 2, 3, 4, 5].map(() => h("div", { class: "bone half" })))),
  h("div", { class: "log" }, h("div", { class: "stack" }, [1, 2, 3].map(() => [h("div", { class: "bone wide" }), h("div", { class: "bone short" })]))));
