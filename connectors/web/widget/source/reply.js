// Reading what the server sent, as if anybody could have sent it: words, numbers and known links.

import { safeUrl } from "./dom.js";

const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
const list = (value, most) => (Array.isArray(value) ? value.slice(0, most).filter((item) => item && typeof item === "object") : []);
const MARKS = ["open", "have", "missing", "held", "show"];

/** The first words of an answer or of an error; "" when it is neither. */
export const said = (body) => {
  if (!body || typeof body !== "object") return "";
  const first = list(body.messages, 1)[0] || body.error || {};
  return text(first.text || first.message, 500);
};

const messageOf = (read, base) => {
  const links = list(read.links, 8)
    .map((link) => ({ title: text(link.title, 200), url: safeUrl(link.url, base) }))
    .filter((link) => link.title && link.url);
  const summary = links.find((link) => new URL(link.url).pathname === "/api/v1/summary");
  const image = safeUrl(read.image || "x:", base);
  const progress = read.progress || {};
  return {
    text: text(read.text, 4000),
    speak: text(read.speak, 4000) || text(read.text, 4000),
    links,
    code: summary ? text(new URL(summary.url).searchParams.get("code"), 16) : "",
    // Pictures come from the assistant's own server only: nobody else learns of the visit.
    image: image.startsWith(`${base}/`) ? image : "",
    alt: text(read.image_alt, 300),
    sources: list(read.sources, 6).map((source) => ({ title: text(source.title, 300), day: text(source.checked_on, 10) })),
    choices: list(read.choices, 12)
      .map((choice) => ({ title: text(choice.title, 200), value: text(choice.value, 64) }))
      .filter((choice) => choice.title && choice.value),
    progress: progress.count > 0 ? { label: text(progress.label, 60), number: +progress.number || 0, count: +progress.count } : null,
    checklist: list(read.checklist, 40)
      .map((item) => ({ name: text(item.name, 300), state: MARKS.includes(item.state) ? item.state : "open" }))
      .filter((item) => item.name),
  };
};

/** The reply in the one shape that is kept and shown. */
export const replyOf = (body, base) => ({
  outcome: text(body.outcome, 40),
  messages: list(body.messages, 12).map((message) => messageOf(message, base)),
});

/** The choices that stand under a reply: those of its last message. */
export const choicesOf = (reply) => {
  const last = reply && reply.messages[reply.messages.length - 1];
  return last ? last.choices : [];
};
