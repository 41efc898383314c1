// The widget put together: header, progress, talk, writing, and what opens over it.

import { announcer } from "./announce.js";
import { openComposer } from "./composer.js";
import { button, el, empty, icon } from "./dom.js";
import { layOut, paperOf, printPaper } from "./paper.js";
import { choicesOf } from "./reply.js";
import { scanSheet } from "./scan.js";
import { hearSheet, menuSheet, papersSheet, shareSheet, wipeSheet } from "./sheets.js";
import { openTranscript } from "./transcript.js";
import { openVoice } from "./voice.js";
import { speaker } from "./words.js";

const SIZES = ["A", "A+", "A++"];
const GREETING = "xin chào";

/**
 * root: the shadow root. page: the whole page is the widget. talk: made by makeTalk(tell).
 * close(): put the panel away. Gives {node, opened(), escape(), rebuilt(call)}.
 */
export const openPanel = ({ root, page, store, base, settings, procedure, resume, defaults, makeTalk, close, replace }) => {
  const voice = openVoice();
  let saved = store.read("prefs") || {};
  const prefs = () => ({ ...defaults, ...saved });
  let trouble = "";
  let begun = false; // something was said in this tab: what comes is announced
  let endSheet = () => {};
  let opener = null;
  let ui = null;

  const talk = makeTalk((event, detail, more) => {
    if (event === "changed") draw(begun);
    if (event === "trouble") setTrouble(detail, more);
    if (event === "answered") onAnswer(detail);
    if (event === "wiped") onWiped(detail);
    if (event === "person") setPerson(detail);
  });

  const consent = () => store.read("consent");
  const setPref = (name, value) => {
    saved = { ...saved, [name]: value };
    store.write("prefs", saved);
    dress();
  };
  const dress = () => {
    const { theme, size, slow } = prefs();
    ui.node.setAttribute("data-theme", theme);
    ui.node.setAttribute("data-size", SIZES[size]);
    ui.node.toggleAttribute("data-slow", Boolean(slow));
    ui.size.lastChild.textContent = `${ui.words("letters")} ${SIZES[size]}`;
    ui.size.setAttribute("aria-label", `${ui.words("letters")} ${SIZES[size]}, ${ui.words("size")}`);
  };

  const say = (content, title, silent) => {
    begun = true;
    voice.stop();
    closeSheet(false);
    if (!silent) ui.note.textContent = "";
    talk.say(content, title, silent);
  };

  const lastTurn = () => talk.turns().pop();
  const lastReply = () => talk.turns().map((turn) => turn.reply).filter(Boolean).pop();
  const guiding = () => talk.turns().some((turn) => turn.reply && ["guiding", "paused"].includes(turn.reply.outcome));

  const setTrouble = (kind, words) => {
    const changed = kind !== trouble;
    if (changed && !kind && trouble === "offline") ui.announce(ui.words("back_online"));
    trouble = kind;
    ui.trouble.hidden = !kind;
    if (changed && kind) ui.troubleText.textContent = kind === "busy" ? words || ui.words("busy") : ui.words("offline");
    if (changed) draw(begun);
  };

  const setPerson = ({ state, helper, place }) => {
    const words = state === "with" ? ui.words("with", { helper }) : state === "waiting" ? ui.words("place", { place }) : "";
    if (ui.person.textContent !== words) ui.person.textContent = words;
    ui.person.hidden = !words;
  };

  const drawProgress = () => {
    const messages = (lastReply() || { messages: [] }).messages;
    const progress = messages.map((message) => message.progress).filter(Boolean).pop();
    ui.progress.hidden = !progress;
    if (!progress) return;
    ui.progressText.textContent = progress.label;
    ui.bar.max = progress.count;
    ui.bar.value = progress.number;
    ui.bar.setAttribute("aria-label", progress.label);
  };

  const draw = (live) => {
    const turns = talk.turns();
    const started = Boolean(consent()) || turns.length > 0;
    ui.start.hidden = started;
    ui.composer.node.hidden = !started || !ui.sheet.hidden;
    ui.transcript.sync(turns, live, Boolean(trouble));
    const last = lastTurn();
    ui.busy.hidden = !last || Boolean(last.reply) || Boolean(trouble);
    ui.suggest.hidden = !started || !procedure || !turns.length || turns.some((turn) => turn.context && turn.context.procedure === procedure);
    drawProgress();
  };

  const onAnswer = (id) => {
    const turn = talk.turns().find((item) => item.id === id);
    if (!ui.sheet.hidden && ui.sheet.dataset.name === "share") openSheet("share");
    if (begun && prefs().aloud && turn && !document.hidden) readReply(turn.reply);
  };
  const onWiped = (server) => {
    closeSheet(false);
    draw(false);
    ui.note.textContent = ui.words(server ? "wiped" : "wipedHere");
  };

  const readReply = (reply, pressed) => {
    const label = (key) => pressed && (pressed.lastChild.textContent = ui.words(key));
    if (pressed && voice.reading()) return voice.stop();
    const titles = choicesOf(reply).map((choice) => choice.title).join(` ${ui.words("or")} `);
    const words = [...reply.messages.map((message) => message.speak), titles].join(". ");
    label("stop");
    voice.read(words, prefs().slow, (well) => {
      label("read");
      if (!well) ui.note.textContent = ui.words("noVoice");
    });
  };

  // Sheets ------------------------------------------------------------------------------------

  const closeSheet = (back = true) => {
    if (ui.sheet.hidden) return;
    endSheet();
    endSheet = () => {};
    const inside = ui.sheet.contains(root.activeElement);
    ui.sheet.hidden = true;
    ui.body.hidden = false;
    draw(begun);
    if (!inside) return;
    // The pressed button is gone: back to what opened the sheet, or to where the answer will be.
    if (back && opener && opener.isConnected) opener.focus();
    else ui.scroller.focus({ preventScroll: true });
  };

  const openSheet = (name) => {
    endSheet();
    endSheet = () => {};
    if (ui.sheet.hidden) opener = root.activeElement;
    const titles = { menu: "menu", papers: "papers", share: "share", scan: "scan", wipe: "wipe", hear: "speak" };
    const heading = el("h3", { tabindex: "-1" }, ui.words(titles[name]));
    const box = el("div", { class: "stack" });
    const given = {
      words: ui.words, store, base, settings, prefs, setPref, say, guiding: guiding(),
      announce: ui.announce, print, go: openSheet, back: () => closeSheet(), language,
      wipe: () => talk.wipe(),
      hear: () => {
        store.write("mic", true);
        closeSheet(false);
        ui.composer.hear();
      },
      send: (code) => say({ text: code }),
      type: () => {
        closeSheet(false);
        ui.composer.focus();
      },
    };
    empty(ui.sheet).append(button(ui.words("back"), () => closeSheet(), { class: "back" }, icon("back")), heading, box);
    if (name === "scan") endSheet = scanSheet(box, given);
    else box.append(...{ menu: menuSheet, papers: papersSheet, share: shareSheet, wipe: wipeSheet, hear: hearSheet }[name](given));
    ui.sheet.dataset.name = name;
    ui.sheet.hidden = false;
    ui.body.hidden = true;
    ui.composer.node.hidden = true;
    ui.sheet.scrollTop = 0;
    heading.focus();
  };

  const paper = () => paperOf({ words: ui.words, store, base, turns: talk.turns() });
  const print = () => printPaper(root, paper());

  const language = () => {
    setPref("language", prefs().language === "en" ? "vi" : "en");
    const old = ui.node;
    const open = old.open;
    build();
    old.replaceWith(ui.node);
    replace(ui.node, open);
    draw(false);
    openSheet("menu");
  };

  // Beginning ---------------------------------------------------------------------------------

  const begin = (kept) => {
    if (kept === "memory") {
      store.forgetDevice();
      ui.note.textContent = ui.words("shared");
    }
    store.write("consent", kept);
    first();
    ui.scroller.focus({ preventScroll: true });
  };
  const first = () => {
    if (resume.code) say({ text: resume.code });
    else if (!talk.turns().length) {
      if (procedure) say({ text: procedure }, ui.words("page"));
      else say({ text: GREETING }, "", true);
    }
    resume.code = "";
  };

  const build = () => {
    const words = speaker(prefs().language);
    const size = button("A", () => {
      setPref("size", (prefs().size + 1) % SIZES.length);
      ui.announce(ui.size.getAttribute("aria-label"));
    }, { class: "tool" }, icon("size"));
    const trouble_text = el("span", {});
    const progressText = el("span", { "aria-hidden": "true" });
    const bar = el("progress");
    const start = el("div", { class: "start" },
      el("p", { class: "hello" }, words("hello")),
      el("p", {}, words("notice")),
      el("p", {}, words("keeps", { days: settings.keepDays })),
      button(words("start"), () => begin("device"), { class: "main" }),
      button(words("startShared"), () => begin("memory")));
    const scroller = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words("talk") }, start);
    const suggest = button(words("page"), () => say({ text: procedure }, words("page")), { class: "suggest" });
    const busy = el("p", { class: "busy" }, words("sending"));
    const note = el("p", { class: "note", role: "status" });
    const body = el("div", { class: "body" }, scroller, suggest, busy);
    const more = button(words("more"), () => (ui.sheet.hidden ? openSheet("menu") : closeSheet()), { class: "tool" }, icon("more"));
    const shut = close && button(words("close"), close, { class: "tool" }, icon("close"));
    const node = el(page ? "section" : "dialog", { class: page ? "tb page" : "tb", "aria-labelledby": "tb-name", lang: words("language") === "English" ? "vi" : "en", dir: "ltr" });
    ui = {
      words, node, size, scroller, body, start, suggest, busy, note, progressText, bar,
      announce: announcer(node),
      trouble: el("div", { class: "trouble", hidden: true }, el("p", { role: "status" }, trouble_text),
        el("div", { class: "row" }, button(words("retry"), () => talk.run()), button(words("seePapers"), () => openSheet("papers")))),
      troubleText: trouble_text,
      person: el("p", { class: "person", role: "status", hidden: true }),
      progress: el("div", { class: "progress", hidden: true }, progressText, bar),
      sheet: el("section", { class: "sheet", hidden: true }),
    };
    ui.composer = openComposer({
      words, announce: ui.announce, note: (key) => (ui.note.textContent = key ? ui.words(key) : ""),
      send: (text) => say({ text }),
      mayHear: () => store.read("mic") || (openSheet("hear"), false),
    });
    ui.transcript = openTranscript(scroller, {
      words, announce: ui.announce, slow: () => prefs().slow, scan: () => openSheet("scan"),
      tap: (choice) => say({ choice: choice.value }, choice.title), read: readReply, rate: talk.rate,
    });
    node.prepend(
      el("header", {}, el("span", { class: "mark" }, icon("steps")),
        el("div", { class: "who" }, el("h2", { id: "tb-name", tabindex: "-1" }, words("name")), el("p", {}, words("about"))),
        el("div", { class: "tools" }, ...[size, more, shut].filter(Boolean))),
      ui.person, ui.progress, ui.trouble, body, ui.sheet, note, ui.composer.node);
    dress();
  };

  build();
  draw(false);
  return {
    node: () => ui.node,

    /** The panel came into sight: go on where the talk was, or wait for the first consent. */
    opened() {
      draw(false);
      if (consent() && (resume.code || !talk.turns().length)) first();
      setTrouble(navigator.onLine === false ? "offline" : trouble);
      talk.run();
      talk.news();
    },

    /** Escape closes what opened last. true: that was a sheet. */
    escape() {
      const open = !ui.sheet.hidden;
      closeSheet();
      return open;
    },
    layOut: () => root.querySelector(".paper") || layOut(root, paper()),
    stop: voice.stop,
  };
};
