// Writing a message: typed, or spoken where the browser can listen.

import { button, el, icon } from "./dom.js";
import { withoutNumbers } from "./numbers.js";
import { canHear, listen } from "./voice.js";

const MOST = 2000;
const TOLD_FROM = 200;

/** send(text); mayHear(): whether the microphone was agreed to (asks, if not); note(key). */
export const openComposer = ({ words, send, announce, note, mayHear }) => {
  let stop = null;
  const box = el("textarea", { id: "tb-text", rows: "1", maxlength: MOST, enterkeyhint: "send", autocomplete: "off", "aria-describedby": "tb-left" });
  const left = el("p", { id: "tb-left", class: "left", role: "status" });
  const warning = el("div", { class: "warning", role: "alert" });

  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 4, 160)}px`;
    const count = MOST - box.value.length;
    left.textContent = count <= TOLD_FROM ? words("left", { count }) : "";
  };
  const go = (text) => {
    box.value = "";
    warning.textContent = "";
    grow();
    send(text);
  };
  const submit = () => {
    if (stop) stop();
    const text = box.value.trim();
    if (!text) return box.focus();
    const safe = withoutNumbers(text, words("hiddenNumber"));
    if (safe === text) return go(text);
    warning.textContent = "";
    warning.append(el("p", {}, words("numbers")), el("div", { class: "row" },
      button(words("withoutNumbers"), () => (box.focus(), go(safe)), { class: "main" }),
      button(words("editText"), () => ((warning.textContent = ""), box.focus()))));
  };
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    // Enter also ends a word that a Vietnamese keyboard is still putting together.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });

  const hear = () => {
    if (stop) return stop();
    const label = (key) => (mic.lastChild.textContent = words(key));
    label("stopSpeaking");
    announce(words("hearing"));
    note("hearing");
    stop = listen((text) => {
      box.value = text.slice(0, MOST);
      grow();
    }, (well) => {
      stop = null;
      label("speak");
      note(well ? "" : "noHearing");
    });
  };
  const mic = button(words("speak"), () => (stop || mayHear()) && hear(), { class: "mic", hidden: !canHear() }, icon("mic"));
  const node = el("form", { class: "say", onsubmit: (event) => (event.preventDefault(), submit()) },
    warning,
    el("label", { for: "tb-text" }, words("ask")),
    el("div", { class: "row" }, box, mic, el("button", { type: "submit", class: "main" }, icon("send"), words("send"))),
    left);
  return { node, hear, focus: () => box.focus() };
};
