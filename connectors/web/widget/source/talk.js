// The conversation: every message under an id of its own, kept until it is answered, sent again
// until it is. The server answers a repeated id once, so sending too often does no harm.

import { random } from "./dom.js";
import { replyOf, said } from "./reply.js";

const MOST_TURNS = 200;
const PATIENCE = 45000; // longer than the server's own
const MOST_FAILURES = 4;
const DAY = 86400000;
const NEWS_PAUSE = 300000;
const WITH_PEOPLE = ["handoff", "with_person"]; // a helper may write at any moment

/** One sender at a time over all tabs, where the browser can; elsewhere the server's ids do. */
const exclusive = (work) =>
  navigator.locks ? navigator.locks.request("tungbuoc.send", work) : work();

/**
 * store: what is kept. base: the server. context: of the page. keepDays: older messages go.
 * tell(event, detail): "changed" · "trouble" ("" | "offline" | "busy", words) · "wiped" (true: on
 * the server too) · "answered" (turn) · "person" (who answers, or the place in the queue).
 */
export const openTalk = (store, base, context, keepDays, tell) => {
  let running = false;
  let wake = () => {};
  let last = 0;
  let newsTimer;

  const turns = () => store.keys("t.").map((key) => ({ key, ...store.read(key) })).filter((turn) => turn.id);

  const conversation = () => {
    const known = store.read("conversation");
    if (known) return known;
    store.write("conversation", random());
    return store.read("conversation");
  };

  const post = async (path, body) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(base + path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: stop.signal,
      });
      return { status: response.status, after: Number(response.headers.get("Retry-After")) || 0, body: await response.json() };
    } finally {
      clearTimeout(timer);
    }
  };

  const keep = (turn, changes) => {
    const known = store.read(turn.key);
    if (known) store.write(turn.key, { ...known, ...changes }); // gone: deleted meanwhile, stays so
  };

  const forget = () => {
    for (const key of [...store.keys("t."), ...store.keys("tick."), "conversation", "papers", "code", "news", "consent"]) store.remove(key);
  };

  /** The list of papers as last told; what was told anew of a paper stands above an older tick. */
  const noted = (items) => {
    const before = (store.read("papers") || {}).items || [];
    for (const item of items) {
      const known = before.find((other) => other.name === item.name);
      if (known && known.state !== item.state) store.remove(`tick.${item.name}`);
    }
    store.write("papers", { items, at: Date.now() });
  };

  const answered = (turn, reply) => {
    if (reply.outcome === "deleted") {
      forget();
      tell("changed");
      tell("wiped", true);
      return;
    }
    if (reply.outcome === "started_clean") {
      // Another person: nothing of the one before remains on this device either.
      for (const other of turns()) if (other.key <= turn.key) store.remove(other.key);
      for (const key of ["papers", "code", ...store.keys("tick.")]) store.remove(key);
      store.write(turn.key, { ...turn, text: undefined, title: undefined, silent: true, reply });
    } else keep(turn, { reply });
    const papers = reply.messages.map((message) => message.checklist).filter((list) => list.length).pop();
    if (papers) noted(papers);
    const code = reply.messages.map((message) => message.code).filter(Boolean).pop();
    if (code) store.write("code", code);
    tell("changed");
    tell("answered", turn.id);
    if (WITH_PEOPLE.includes(reply.outcome)) news();
  };

  /** One attempt. Gives the seconds to wait before the next, 0 for none. */
  const attempt = async (turn) => {
    const now = store.read(turn.key);
    if (!now || now.reply) return 0; // another tab was faster
    const message = turn.choice ? { id: turn.id, choice: turn.choice } : { id: turn.id, text: turn.text };
    let got;
    try {
      got = await post("/api/v1/chat", { conversation: conversation(), message, context: turn.context || {} });
    } catch {
      tell("trouble", "offline");
      return -1;
    }
    const words = said(got.body);
    if (got.status === 200 && words) {
      tell("trouble", "");
      answered(turn, replyOf(got.body, base));
      return 0;
    }
    const failures = (now.failures || 0) + 1;
    if ([200, 408, 425, 429, 502, 503, 504].includes(got.status) || (got.status >= 500 && failures < MOST_FAILURES)) {
      tell("trouble", "busy", words);
      if (got.status === 500) keep(turn, { failures });
      return got.after || -1;
    }
    tell("trouble", "");
    answered(turn, replyOf({ outcome: "", messages: [{ text: words }] }, base));
    return 0;
  };

  const erase = async (key) => {
    const wanted = store.read(key);
    if (!wanted) return 0;
    try {
      const got = await post("/api/v1/chat", { conversation: wanted.conversation, message: { id: wanted.id, choice: "delete" } });
      if (got.status === 200) {
        store.remove(key);
        tell("wiped", true);
        return 0;
      }
      return got.status === 403 || got.status === 422 ? (store.remove(key), 0) : got.after || -1;
    } catch {
      return -1;
    }
  };

  const pause = (seconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, seconds * 1000);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });

  const run = async () => {
    if (running) return wake();
    running = true;
    for (let failed = 0; ; ) {
      const owed = store.keys("wipe.")[0];
      const turn = turns().find((item) => !item.reply);
      if (!owed && !turn) break;
      const seconds = await exclusive(() => (owed ? erase(owed) : attempt(turn)));
      if (seconds === 0) {
        failed = 0;
        continue;
      }
      failed += 1;
      await pause(seconds > 0 ? Math.min(seconds, 60) : Math.min(2 ** failed, 30));
    }
    running = false;
  };

  /** What comes unasked, never twice: news of dossiers, a helper's lines. */
  const heard = async () => {
    const after = store.read("news") || 0;
    const response = await fetch(`${base}/api/v1/conversations/${conversation()}/news?after=${after}`, { credentials: "omit", cache: "no-store" });
    if (!response.ok || after !== (store.read("news") || 0)) return NEWS_PAUSE; // or another tab was faster
    const body = await response.json();
    for (const item of body.items) {
      last = Math.max(Date.now(), last + 1);
      store.write("news", item.number);
      store.write(`t.${last}.news${item.number}`, { id: `news${item.number}`, at: last, silent: true, reply: replyOf(item, base) });
    }
    if (body.items.length) tell("changed");
    const person = body.person || {};
    tell("person", person);
    return ["with", "waiting"].includes(person.state) ? Math.max(2, +body.again_in || 0) * 1000 : NEWS_PAUSE;
  };
  const news = async () => {
    clearTimeout(newsTimer);
    let wait = NEWS_PAUSE;
    if (turns().length && !document.hidden) {
      try {
        wait = await heard();
      } catch {
        // another time
      }
    }
    clearTimeout(newsTimer);
    newsTimer = setTimeout(news, wait);
  };

  for (const turn of turns()) if (turn.at < Date.now() - keepDays * DAY) store.remove(turn.key);
  store.onOther(() => {
    tell("changed");
    run();
  });
  addEventListener("online", () => run());
  addEventListener("offline", () => tell("trouble", "offline"));
  document.addEventListener("visibilitychange", () => document.hidden || (run(), news()));

  return {
    turns,
    conversation,
    run,
    news,

    /** Two taps under an answer; lost without a network, which harms nobody. */
    rate: (message, good, reason = "") =>
      post("/api/v1/feedback", { conversation: conversation(), message, good, reason }).catch(() => {}),

    /** Say something: `content` is {text} or {choice}; title: what a tapped choice reads. */
    say(content, title, silent) {
      last = Math.max(Date.now(), last + 1);
      const id = random();
      const old = store.keys("t.");
      for (const key of old.slice(0, Math.max(0, old.length - MOST_TURNS))) store.remove(key);
      store.write(`t.${last}.${id.slice(0, 8)}`, { id, at: last, context, title, silent, ...content });
      tell("changed");
      run();
      return id;
    },

    /** Delete on this device now and on the server as soon as it can be reached. */
    wipe() {
      if (turns().length) {
        const id = random();
        store.write(`wipe.${id}`, { id, conversation: conversation() });
      }
      const owes = store.keys("wipe.").length > 0;
      forget();
      tell("changed");
      tell("wiped", !owes);
      run();
    },
  };
};
