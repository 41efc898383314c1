// Numbers: a dossier's code is welcome, an identity card's or a bank card's is not.

const DOSSIER = /(?:\d{3}\.\d{2}\.\d{2}\.)?[GHK]\d{2}(?:\.\d{2,3}){0,3}-\d{6}(?:\d{2})?-\d{4,8}|\d{5}\/\d{4}\/\d{5,6}/i;
const RUN = /\d(?:[ .-]?\d)+/g;

/** The dossier code in what a picture held, or "". Nothing else of it is ever used. */
export const dossierCode = (words) => {
  let plain = words;
  try {
    plain = decodeURIComponent(words);
  } catch {
    // no address
  }
  const found = DOSSIER.exec(plain);
  return found ? found[0].toUpperCase() : "";
};

const isSecret = (run) => {
  const digits = run.replace(/\D/g, "").length;
  const money = run.includes("."); // 100.000.000
  return digits === 12 || (digits === 9 && !money) || (digits >= 15 && digits <= 19);
};

const outside = (words, change) => {
  const code = DOSSIER.exec(words);
  if (!code) return change(words);
  const end = code.index + code[0].length;
  return change(words.slice(0, code.index)) + code[0] + outside(words.slice(end), change);
};

/** The words with every number that is none of the assistant's business hidden. */
export const withoutNumbers = (words, label) =>
  outside(words, (part) => part.replace(RUN, (run) => (isSecret(run) ? label : run)));
