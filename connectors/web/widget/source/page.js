// What the widget can tell from the page it stands on, and from its own script tag.

const CODE = /(?:^|[^\d.])(\d\.\d{6})(?!\d)/;
const NAMES = ["ma-thu-tuc", "maThuTuc", "ma_thu_tuc", "maTTHC", "ma_tthc", "code", "ma"];

/** The code of the procedure that the page is about: said by attribute, or read from its address. */
export const procedureOf = (said, address) => {
  const given = CODE.exec(said || "");
  if (given) return given[1];
  try {
    const url = new URL(address);
    const named = NAMES.map((name) => CODE.exec(url.searchParams.get(name) || "")).find(Boolean);
    const read = named || CODE.exec(decodeURIComponent(url.pathname));
    return read ? read[1] : "";
  } catch {
    return "";
  }
};

/** A resume code after the “#” (of the printed summary), taken out of the address at once. */
export const takeResumeCode = () => {
  const found = /^#([0-9A-Za-z]{4}-[0-9A-Za-z]{4})$/.exec(location.hash);
  if (!found) return "";
  history.replaceState(history.state, "", location.pathname + location.search);
  return found[1];
};
