// The whole audit, for supervisors.
import { Component, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { controls } from "../components/controls.js";
import { auditTable } from "./audit_table.js";
import { look } from "./look.js";
import { showPages } from "./pages.js";

class Audit extends Component {
  static styles = [controls, look];

  start({ api }) {
    const place = h("div");
    this.show(h("h1", {}, t("console.audit")), place);
    showPages(api, place, "/v1/support/audit?limit=100", auditTable);
  }
}

customElements.define("rr-console-audit", Audit);
