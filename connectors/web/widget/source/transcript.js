// The talk as it is seen: one list, each message once, in order; redrawn from what is kept.

import { button, day, el, icon } from "./dom.js";
import { choicesOf } from "./reply.js";

const MANY = 3; // more answers than this are drawn lighter, short ones side by side
const SHORT = 14;
const QUIET = /^(g:(back|pause|stuck|here)|person)$/; // the ways out, below what answers the question

/**
 * words: the speaker. tap(choice): a choice was taken. read(reply, button): read it aloud.
 * rate(id, good, reason): two taps under an answer.
 * announce(words): for screen readers. slow(): one message at a time. scan(): look for a code.
 */
export const openTranscript = (scroller, { words, tap, read, rate, announce, slow, scan }) => {
  const list = el("ol", { class: "turns" });
  const newer = button(words("newer"), () => toEnd(), { class: "newer", hidden: true }, icon("down"));
  const shown = new Map();
  scroller.append(list);
  scroller.after(newer);

  const frame = () => (scroller.scrollHeight > scroller.clientHeight + 4 ? scroller : scroller.closest(".tb"));
  const atEnd = () => {
    const box = frame();
    return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  };
  const toTurn = (line) => {
    const box = frame();
    box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
  };
  const toEnd = () => {
    const box = frame();
    box.scrollTop = box.scrollHeight;
    newer.hidden = true;
  };
  scroller.addEventListener("scroll", () => atEnd() && (newer.hidden = true));

  const drawMine = (turn) =>
    el("div", { class: "mine" }, el("span", { class: "hid" }, words("mine")), el("span", { dir: "auto", lang: "vi" }, turn.title || turn.text));

  const drawMessage = (message) => {
    const box = el("div", { class: "theirs", lang: "vi", tabindex: "-1" }, el("span", { class: "hid" }, words("theirs")));
    for (const line of message.text.split("\n")) if (line.trim()) box.append(el("p", { dir: "auto" }, line));
    if (message.image) box.append(el("img", { src: message.image, alt: message.alt, loading: "lazy", onerror: (event) => event.target.remove() }));
    for (const link of message.links) {
      box.append(el("a", { href: link.url, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, link.title, el("span", { class: "hid" }, words("opens"))));
    }
    if (message.sources.length) {
      box.append(el("div", { class: "foot" }, el("details", {},
        el("summary", {}, words("sources", { day: day(message.sources[0].day) })),
        ...message.sources.map((source) => el("p", { dir: "auto" }, source.title)))));
    }
    return box;
  };
  const heardIn = (box) => [...box.children].filter((part) => part.tagName === "P").map((part) => part.textContent).join(" ");

  const drawChoices = (turn) => {
    const group = el("div", { class: "choices", role: "group", "aria-label": words("pick"), lang: "vi" });
    for (const choice of choicesOf(turn.reply)) {
      const made = button(choice.title, () => made.getAttribute("aria-disabled") || tap(choice), { class: QUIET.test(choice.value) ? "quiet" : null, dir: "auto" });
      made.value = choice.value;
      group.append(made);
    }
    const main = [...group.children].filter((made) => made.className !== "quiet");
    group.classList.toggle("many", main.length > MANY);
    if (main.length > MANY) for (const made of main) made.classList.toggle("short", made.textContent.length <= SHORT);
    const asksForCode = /mã hồ sơ/i.test(turn.reply.messages.map((message) => message.text).join(" "));
    if (asksForCode && turn.reply.outcome !== "answered") group.append(button(words("scan"), scan, { class: "quiet scan" }));
    return group;
  };

  /** What was chosen stays to be read; what was not goes. The focused button stays where it is. */
  const settle = (seen, next) => {
    if (!seen.group || seen.settled) return;
    seen.settled = true;
    const chosen = [...seen.group.children].find((made) => next.choice && made.value === next.choice);
    seen.group.hidden = !chosen;
    for (const made of seen.group.children) {
      made.hidden = made !== chosen;
      made.setAttribute("aria-disabled", "true");
    }
    if (!chosen) return;
    seen.group.classList.add("settled");
    chosen.setAttribute("aria-pressed", "true");
    chosen.prepend(icon("tick"), el("span", { class: "hid" }, words("chosen")));
  };

  /** First whether it helped, then what was wrong; the words stay where the buttons were. */
  const drawThumbs = (turn) => {
    const box = el("div", { class: "thumbs", role: "group", "aria-label": words("useful") });
    const thank = (good, reason) => {
      rate(turn.id, good, reason);
      box.replaceChildren(el("p", { tabindex: "-1" }, words("thanks")));
      box.firstChild.focus({ preventScroll: true });
    };
    const why = () => {
      rate(turn.id, false);
      const reasons = ["wrong", "unclear", "other_topic", "too_long"].map((name) => button(words(name), () => thank(false, name), { class: "quiet" }));
      box.replaceChildren(el("p", { tabindex: "-1" }, words("why")), ...reasons);
      box.firstChild.focus({ preventScroll: true });
    };
    box.append(button(words("good"), () => thank(true), { class: "read" }), button(words("bad"), why, { class: "read" }));
    return box;
  };

  const drawReply = (seen, turn, live) => {
    const rest = turn.reply.messages.map(drawMessage);
    if (rest.length) {
      const last = rest[rest.length - 1];
      const listen = button(words("read"), () => read(turn.reply, listen), { class: "read" }, icon("sound"));
      if (!last.querySelector(".foot")) last.append(el("div", { class: "foot" }));
      last.querySelector(".foot").append(listen);
      if (turn.reply.outcome === "answered") last.append(drawThumbs(turn));
    }
    const choices = choicesOf(turn.reply);
    const all = () => {
      seen.line.append(...rest.splice(0));
      if (!choices.length) return;
      seen.group = drawChoices(turn);
      seen.line.append(seen.group);
    };
    if (!live || !slow() || rest.length < 2) {
      const heard = rest.map(heardIn).join(" ");
      all();
      return words("theirs") + heard + (choices.length ? ` ${words("choices", { count: choices.length })}` : "");
    }
    // Slowly: one message, and the next when it is asked for.
    const more = button("", () => {
      const next = rest[0];
      if (rest.length > 1) more.before(rest.shift());
      else {
        more.remove();
        all();
      }
      label();
      announce(heardIn(next));
      next.focus({ preventScroll: true });
      toTurn(next);
    }, { class: "next" });
    const label = () => (more.textContent = words("next", { count: rest.length }));
    const first = rest.shift();
    seen.line.append(first, more);
    label();
    return words("theirs") + heardIn(first);
  };

  /** Draw what is kept and is not drawn yet. live: something was just said; it is announced. */
  const sync = (turns, live, trouble) => {
    const end = atEnd();
    for (const [id, seen] of shown) {
      if (turns.some((turn) => turn.id === id)) continue;
      seen.line.remove();
      shown.delete(id);
    }
    let before = null;
    let last = null;
    let below = false;
    for (const turn of turns) {
      let seen = shown.get(turn.id);
      if (!seen) {
        seen = { line: el("li") };
        shown.set(turn.id, seen);
        const tapped = before && turn.choice && choicesOf(before.reply).some((choice) => choice.value === turn.choice);
        if (!turn.silent && !tapped) seen.line.append(drawMine(turn));
        if (before) shown.get(before.id).line.after(seen.line);
        else list.prepend(seen.line);
        last = seen.line;
        if (tapped && live) announce(words("chosen") + turn.title);
      }
      if (before) settle(shown.get(before.id), turn);
      const state = seen.line.querySelector(".state");
      if (turn.reply && !seen.replied) {
        seen.replied = true;
        if (state) state.remove();
        const heard = drawReply(seen, turn, live);
        if (live) {
          announce(heard);
          if (end) last = seen.line;
          below = true;
        }
      } else if (!turn.reply && !state) seen.line.append(el("p", { class: "state" }));
      if (!turn.reply) seen.line.querySelector(".state").textContent = trouble ? words("waiting") : "";
      before = turn;
    }
    if (!live) turns.length ? toEnd() : (frame().scrollTop = 0);
    else if (last) toTurn(last);
    if (below) newer.hidden = atEnd();
  };

  return { sync, toEnd };
};
