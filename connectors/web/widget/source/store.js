// What is kept on this device: one key a thing, so that two tabs never overwrite each other.
// Where storage is refused, full, or not wanted (a shared device), the page's memory has to do.

const PREFIX = "tungbuoc.";

export const openStore = () => {
  const memory = new Map();
  let device = null;
  try {
    device = localStorage;
    device.setItem(`${PREFIX}try`, "1");
    device.removeItem(`${PREFIX}try`);
  } catch {
    device = null;
  }

  const deviceKeys = () =>
    device ? Object.keys(device).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)) : [];

  const store = {
    /** Whether anything outlives the page. */
    lasting: () => device !== null,

    read(key) {
      try {
        const text = memory.has(key) ? memory.get(key) : device && device.getItem(PREFIX + key);
        return text == null ? null : JSON.parse(text);
      } catch {
        return null; // written by somebody else: as good as nothing
      }
    },

    write(key, value) {
      const text = JSON.stringify(value);
      try {
        if (!device) throw 0;
        device.setItem(PREFIX + key, text);
        memory.delete(key);
      } catch {
        memory.set(key, text);
      }
    },

    remove(key) {
      memory.delete(key);
      try {
        if (device) device.removeItem(PREFIX + key);
      } catch {
        // refused now, and so it was when it was written
      }
    },

    keys: (start) =>
      [...new Set([...memory.keys(), ...deviceKeys()])].filter((key) => key.startsWith(start)).sort(),

    /** From now on nothing touches the device; what is there is removed. */
    forgetDevice() {
      for (const key of deviceKeys()) store.remove(key);
      device = null;
    },

    /** Calls back when another tab has written something. */
    onOther(call) {
      addEventListener("storage", (event) => {
        if (event.key === null || event.key.startsWith(PREFIX)) call();
      });
    },
  };
  return store;
};
