// Print: the papers with their boxes, the last answer, the code to go on. Only that, whatever the
// page around it looks like.

import { day, el } from "./dom.js";
import { papersOf } from "./sheets.js";

const LAST = 3; // replies, besides the list

export const paperOf = ({ words, store, base, turns }) => {
  const papers = papersOf(store).items;
  const code = store.read("code");
  const replies = turns.filter((turn) => turn.reply).slice(-LAST);
  return el("div", { class: "paper", lang: "vi" },
    el("h1", {}, words("name")),
    el("p", {}, words("printed", { day: day() })),
    papers.length ? el("h2", {}, words("papers")) : null,
    el("ul", {}, ...papers.map((item) => el("li", {}, item.ticked ? "☑ " : "☐ ", item.name))),
    ...replies.map((turn) => el("div", {}, ...turn.reply.messages.map((message) =>
      el("div", {}, ...message.text.split("\n").map((line) => el("p", { dir: "auto" }, line)))))),
    code ? el("p", { class: "code" }, `${words("code")}: ${code}`) : null,
    code ? el("img", { src: `${base}/api/v1/resume.svg?code=${encodeURIComponent(code)}`, alt: "" }) : null,
    el("p", {}, words("notice")));
};

// The page around the widget steps aside, in old browsers (without :has) by leaving its room empty.
const ASIDE = [
  "@media print{body *{visibility:hidden!important}tung-buoc{visibility:visible!important;position:absolute!important;top:0;left:0;width:100%}}",
  "@media print{body>:not(tung-buoc):not(:has(tung-buoc)){display:none!important}}",
];

/** Put `paper` in the place of everything else until the printing is over. */
export const layOut = (root, paper) => {
  const old = [...document.adoptedStyleSheets]; // a copy: the list itself is live
  const clear = () => {
    paper.remove();
    document.adoptedStyleSheets = old;
  };
  root.append(paper);
  document.adoptedStyleSheets = [...old, ...ASIDE.map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  })];
  addEventListener("afterprint", clear, { once: true });
};

/** Ask the browser to print `paper` alone. */
export const printPaper = async (root, paper) => {
  layOut(root, paper);
  const picture = paper.querySelector("img");
  if (picture) await Promise.race([picture.decode().catch(() => 0), new Promise((go) => setTimeout(go, 2000))]);
  print();
};
