// The talk on the page: shows what is written at once, sends it again until it is answered.
"use strict";

const talk = document.getElementById("talk");
const form = document.getElementById("form");
const input = document.getElementById("text");
const statusLine = document.getElementById("status");
const RETRY_MS = 4000;

const random = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

const stored = (key, make) => {
  try {
    const known = localStorage.getItem(key);
    if (known) return known;
    const made = make();
    localStorage.setItem(key, made);
    return made;
  } catch {
    return make(); // storage is switched off: the talk lives as long as the page
  }
};

const conversation = stored("tungbuoc.conversation", random);
let chain = Promise.resolve();

const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const showMine = (text) => {
  const line = element("p", "mine");
  line.append(element("span", "who", "Người hỏi: "), text);
  talk.append(line);
  line.scrollIntoView({ block: "nearest" });
};

const showReply = (reply) => {
  let first = null;
  for (const message of reply.messages) {
    const box = element("div", "theirs");
    box.append(element("p", "who", "Từng Bước:"));
    for (const line of message.text.split("\n")) box.append(element("p", "", line));
    if (message.image) {
      const picture = element("img", "picture");
      picture.src = message.image;
      picture.alt = message.image_alt;
      box.append(picture);
    }
    for (const link of message.links) {
      const anchor = element("a", "", link.title);
      anchor.href = link.url;
      anchor.rel = "noopener";
      const line = element("p");
      line.append(anchor);
      box.append(line);
    }
    talk.append(box);
    first ??= box;
  }
  const last = reply.messages.at(-1);
  if (last?.sources.length) {
    const day = (iso) => iso.split("-").reverse().join("/");
    const details = element("details", "source");
    details.append(element("summary", "", `Nguồn, kiểm tra ngày ${day(last.sources[0].checked_on)}`));
    for (const source of last.sources) details.append(element("p", "", source.title));
    talk.lastElementChild.append(details);
  }
  if (last?.choices.length) showChoices(last.choices);
  first?.scrollIntoView({ block: "start" });
};

const showChoices = (choices) => {
  const group = element("div", "choices");
  for (const choice of choices) {
    const button = element("button", "", choice.title);
    button.type = "button";
    button.addEventListener("click", () => {
      if (group.dataset.chosen) return;
      group.dataset.chosen = choice.value;
      for (const other of group.children) {
        other.setAttribute("aria-disabled", "true");
        other.setAttribute("aria-pressed", String(other === button));
      }
      say({ choice: choice.value }, choice.title);
    });
    group.append(button);
  }
  talk.append(group);
};

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const send = async (message) => {
  for (;;) {
    try {
      const response = await fetch("/api/v1/chat", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ conversation, message }),
      });
      const body = await response.json();
      if (response.ok) return body;
      if (response.status !== 503 && response.status !== 429) return refused(body.error.message);
      statusLine.textContent = body.messages?.[0]?.text ?? body.error.message;
    } catch {
      statusLine.textContent = "Mất mạng. Tin nhắn sẽ tự gửi lại khi có mạng.";
    }
    await wait(RETRY_MS);
  }
};

const refused = (text) => ({ messages: [{ text, choices: [], links: [], sources: [] }] });

const say = (content, shown) => {
  const message = { id: random(), ...content };
  if (shown) showMine(shown);
  chain = chain.then(async () => {
    statusLine.textContent = "Đang trả lời…";
    const reply = await send(message);
    statusLine.textContent = "";
    showReply(reply);
  });
};

form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  say({ text }, text);
});

// A resume code after the "#" (from the printed summary) never reaches a server log.
const resumed = /^#([0-9A-Za-z]{4}-[0-9A-Za-z]{4})$/.exec(location.hash)?.[1];
if (resumed) history.replaceState(null, "", location.pathname);
say({ text: resumed ?? "xin chào" }, resumed);
