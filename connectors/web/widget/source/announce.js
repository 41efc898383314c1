// What a screen reader says: each thing once, in the order it came. The talk itself is no live
// region, so nothing is read again when it is redrawn.

import { el } from "./dom.js";

const STAYS = 20000; // long enough to be read, gone before anybody meets it twice

export const announcer = (node) => {
  const log = el("div", { class: "hid", role: "log", "aria-live": "polite", "aria-relevant": "additions" });
  node.append(log);
  return (words) => {
    const line = el("p", {}, words);
    log.append(line);
    setTimeout(() => line.remove(), STAYS);
  };
};
