// Reading aloud and listening, with what the browser has; saying so where it has nothing.

const START_PATIENCE = 4000;

/** read(words, slow, over): over(true) when read or stopped, over(false) when there is no voice. */
export const openVoice = () => {
  const synth = window.speechSynthesis;
  let over = null;
  let timer = 0;
  if (synth) synth.getVoices(); // some browsers load them only when asked

  const finish = (well) => {
    clearTimeout(timer);
    const call = over;
    over = null;
    if (call) call(well);
  };
  const stop = () => {
    if (synth) synth.cancel();
    finish(true);
  };

  const read = (words, slow, call) => {
    stop();
    over = call;
    const voices = synth && window.SpeechSynthesisUtterance ? synth.getVoices() : null;
    const voice = voices && voices.find((known) => /^vi([-_]|$)/i.test(known.lang));
    // With an empty list the system may still have one; with a list and no Vietnamese it has not.
    if (!voices || (voices.length && !voice)) return finish(false);
    const parts = words.replace(/([.!?;:])\s+/g, "$1\n").split("\n").filter((part) => part.trim());
    parts.forEach((part, at) => {
      const spoken = new SpeechSynthesisUtterance(part);
      spoken.lang = "vi-VN";
      if (voice) spoken.voice = voice;
      spoken.rate = slow ? 0.65 : 0.9;
      spoken.onstart = () => clearTimeout(timer);
      spoken.onerror = (event) => /cancel|interrupt/.test(event.error) || over !== call || finish(false);
      if (at === parts.length - 1) spoken.onend = () => over === call && finish(true);
      synth.speak(spoken);
    });
    timer = setTimeout(() => {
      synth.cancel();
      finish(false);
    }, START_PATIENCE);
  };
  return { read, stop, reading: () => over !== null };
};

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;

export const canHear = () => Boolean(Recognition);

/** Listen once: heard(words so far), then over(well). Gives what stops it. */
export const listen = (heard, over) => {
  const ear = new Recognition();
  let well = true;
  ear.lang = "vi-VN";
  ear.interimResults = true;
  ear.onresult = (event) => heard(Array.from(event.results, (result) => result[0].transcript).join(" ").trim());
  ear.onerror = (event) => (well = event.error === "aborted");
  ear.onend = () => over(well);
  try {
    ear.start();
  } catch {
    over(false);
  }
  return () => ear.stop();
};
