// What opens over the talk: the menu, the papers, sharing, deleting. One at a time, each with its way back.

import { button, day, el, icon, safeUrl } from "./dom.js";

/** The papers last heard of, each with whether it is ticked. */
export const papersOf = (store) => {
  const kept = store.read("papers");
  const items = kept && Array.isArray(kept.items) ? kept.items : [];
  return {
    at: kept ? kept.at : 0,
    items: items.map((item) => {
      const tick = store.read(`tick.${item.name}`);
      return { ...item, ticked: tick === null ? item.state === "have" || item.state === "held" : tick };
    }),
  };
};

const counted = ({ items }, words) =>
  words("ticked", { have: items.filter((item) => item.ticked).length, count: items.length });

export const menuSheet = ({ words, store, prefs, setPref, go, say, language }) => {
  const papers = papersOf(store);
  const toggle = (name, key) => {
    const made = button(words(key), () => {
      const on = !prefs()[name];
      setPref(name, on);
      made.setAttribute("aria-pressed", String(on));
    }, { "aria-pressed": String(Boolean(prefs()[name])), class: "toggle" });
    return made;
  };
  const look = el("div", { class: "looks", role: "group", "aria-label": words("look") },
    ...["auto", "light", "dark", "contrast"].map((theme) =>
      button(words(theme), (event) => {
        setPref("theme", theme);
        for (const other of look.children) other.setAttribute("aria-pressed", String(other === event.target));
      }, { "aria-pressed": String(prefs().theme === theme) })));
  const list = button(words("papers"), () => go("papers"));
  if (papers.items.length) list.append(el("small", {}, counted(papers, words)));
  return [
    list,
    button(words("share"), () => go("share")),
    button(words("scan"), () => go("scan")),
    button(words("person"), () => say({ choice: "person" }, words("person"))),
    el("hr"),
    toggle("aloud", "listen"),
    toggle("slow", "slow"),
    el("p", {}, words("look")),
    look,
    button(words("language"), language, { lang: words("language") === "English" ? "en" : "vi" }),
    el("hr"),
    button(words("wipe"), () => go("wipe"), { class: "danger" }),
  ];
};

export const papersSheet = ({ words, store, print }) => {
  const papers = papersOf(store);
  if (!papers.items.length) return [el("p", {}, words("noPapers"))];
  const count = el("p", { class: "count", role: "status" }, counted(papers, words));
  const line = (item) => {
    const box = el("input", { type: "checkbox", onchange: () => {
      store.write(`tick.${item.name}`, box.checked);
      count.textContent = counted(papersOf(store), words);
    } });
    box.checked = item.ticked;
    const told = item.state === "open" ? null : el("small", {}, words(item.state));
    return el("li", {}, el("label", {}, box, el("span", { dir: "auto", lang: "vi" }, item.name, told)));
  };
  return [
    el("p", {}, words("tick")),
    count,
    el("ul", { class: "papers" }, ...papers.items.map(line)),
    el("p", {}, el("small", {}, words("noted", { day: day(papers.at) }))),
    button(words("print"), print, { class: "main" }),
  ];
};

export const shareSheet = ({ words, store, base, settings, print, say, announce, guiding }) => {
  const code = store.read("code");
  const parts = [button(words("print"), print)];
  const link = (url, key) => url && el("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: "big" }, words(key), el("span", { class: "hid" }, words("opens")));
  if (code) {
    const asked = encodeURIComponent(code);
    const elsewhere = `${base}/#${code}`;
    parts.push(
      el("p", { class: "label" }, words("code")),
      el("p", { class: "code" }, code),
      el("img", { class: "qr", src: `${base}/api/v1/resume.svg?code=${asked}`, alt: words("qr", { code }), onerror: (event) => event.target.remove() }),
      el("p", {}, words("codeHow")),
      link(`${base}/api/v1/summary?code=${asked}`, "pdf"));
    if (navigator.clipboard) {
      parts.push(button(words("copy"), () => navigator.clipboard.writeText(code).then(() => announce(words("copied")), () => 0)));
    }
    if (navigator.share) {
      parts.push(button(words("send_to"), () => navigator.share({ title: words("name"), text: `${words("code")}: ${code}`, url: elsewhere }).catch(() => 0)));
    }
  } else if (guiding) parts.push(button(words("getCode"), () => say({ choice: "g:print" }, words("getCode"))));
  else parts.push(el("p", {}, words("noCode")));
  const telegram = safeUrl(settings.telegram, base);
  parts.push(link(safeUrl(settings.zalo, base), "zalo"), link(telegram && (code ? `${telegram}?start=${encodeURIComponent(code)}` : telegram), "telegram"));
  return parts.filter(Boolean);
};

export const wipeSheet = ({ words, back, wipe }) => [
  el("p", {}, words("wipeAsk")),
  button(words("wipeYes"), wipe, { class: "danger" }),
  button(words("wipeNo"), back),
];

export const hearSheet = ({ words, back, hear }) => [
  el("p", {}, words("mic")),
  button(words("micYes"), hear, { class: "main" }, icon("mic")),
  button(words("no"), back),
];
