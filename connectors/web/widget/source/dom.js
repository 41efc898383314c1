// Making elements. Words become text nodes and nothing else: markup in them stays words.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: attributes, `on…` listeners, children (elements or words; null is left out). */
export const el = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
};

const SHAPES = {
  steps: "M3 20h5v-5h5v-5h5V5",
  close: "M6 6l12 12M18 6L6 18",
  more: "M4 7h16M4 12h16M4 17h16",
  size: "M3 19l5-13 5 13M5 14h6M15 19l3-8 3 8M16 16h4",
  sound: "M4 10v4h3l4 4V6L7 10zM15 9c2 2 2 4 0 6M17 6c4 4 4 8 0 12",
  mic: "M12 4a2 2 0 0 1 2 2v5a2 2 0 0 1-4 0V6a2 2 0 0 1 2-2zM7 11a5 5 0 0 0 10 0M12 16v4",
  send: "M5 12h13M12 6l6 6-6 6",
  back: "M19 12H6M12 6l-6 6 6 6",
  tick: "M5 13l5 5L19 7",
  down: "M12 5v13M6 12l6 6 6-6",
};

/** A small drawing beside words; screen readers pass it by. */
export const icon = (name) => {
  const made = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  made.append(path);
  return made;
};

export const button = (words, onclick, attributes, ...before) =>
  el("button", { type: "button", onclick, ...attributes }, ...before, words);

export const empty = (element) => {
  element.textContent = "";
  return element;
};

/** The whole address when it is http or https, else "". */
export const safeUrl = (url, base) => {
  try {
    const read = new URL(url, base);
    return /^https?:$/.test(read.protocol) ? read.href : "";
  } catch {
    return "";
  }
};

/** “22/11/2026” of an ISO date, of milliseconds, or of nothing: today. */
export const day = (of) => {
  const iso = /^(\d{4})-(\d\d)-(\d\d)/.exec(of);
  if (iso) return `${iso[3]}/${iso[2]}/${iso[1]}`;
  const date = of ? new Date(of) : new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
};

export const random = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
