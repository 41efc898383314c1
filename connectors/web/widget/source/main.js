// The element <tung-buoc>, and the one line that brings it: <script src="…/widget.js" defer>.

import { SETTINGS, STYLES } from "./built.js";
import { button, icon } from "./dom.js";
import { procedureOf, takeResumeCode } from "./page.js";
import { openPanel } from "./panel.js";
import { openStore } from "./store.js";
import { openTalk } from "./talk.js";
import { speaker } from "./words.js";

const TAG = "tung-buoc";
const script = document.currentScript;
const home = new URL(script ? script.src : location.href).origin;
const adopt = (root, css) => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return true;
  } catch {
    return false;
  }
};

class TungBuoc extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    const said = (name) => this.getAttribute(name) || this.getAttribute(`data-${name}`) || (script && script.getAttribute(`data-${name}`)) || "";
    const root = this.attachShadow({ mode: "closed" });
    if (!adopt(root, STYLES)) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = `${home}/widget.css`;
      root.append(link);
    }
    const page = said("mode") === "page";
    const store = openStore();
    const procedure = procedureOf(said("procedure") || said("ma-thu-tuc"), location.href);
    const context = { ...(procedure && { procedure }), ...(said("province") && { province: said("province") }) };
    const language = said("lang") === "en" ? "en" : "vi";
    const panel = openPanel({
      root, page, store, base: home, settings: SETTINGS, procedure,
      resume: { code: takeResumeCode() },
      defaults: { size: 0, theme: said("theme") || "auto", language, slow: false, aloud: false },
      makeTalk: (tell) => openTalk(store, home, context, SETTINGS.keepDays, tell),
      close: page ? null : () => shut(),
      replace: (node, open) => open && show(node),
    });
    root.append(panel.node());
    const narrow = matchMedia("(max-width:600px),(max-height:420px)");
    const show = (node) => {
      if (!node.show) node.setAttribute("open", "");
      else if (narrow.matches) node.showModal();
      else node.show();
      node.addEventListener("cancel", (event) => {
        event.preventDefault();
        panel.escape() || shut();
      });
    };
    const words = speaker((store.read("prefs") || {}).language || language);
    const launch = button(words("launch"), () => {
      launch.hidden = true;
      launch.setAttribute("aria-expanded", "true");
      show(panel.node());
      panel.opened();
      panel.node().querySelector("h2").focus();
    }, { class: "launch", "aria-expanded": "false", "aria-haspopup": "dialog", "data-theme": said("theme") || "auto" }, icon("steps"));
    const shut = () => {
      const node = panel.node();
      panel.stop();
      if (node.close) node.close();
      else node.removeAttribute("open");
      launch.hidden = false;
      launch.setAttribute("aria-expanded", "false");
      launch.focus();
    };
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      panel.escape() || page || shut();
    });
    if (!page) return root.append(launch);
    panel.opened();
    addEventListener("beforeprint", panel.layOut); // the browser's own print: the talk on paper
  }
}

if (!customElements.get(TAG)) {
  customElements.define(TAG, TungBuoc);
  if (!document.querySelector(TAG)) document.body.append(document.createElement(TAG));
}
