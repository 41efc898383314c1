// The code on a receipt, read on this device from the camera or a picture. Only a dossier's code
// is taken from it; what an identity card's square holds is never looked at further.

import { button, el, empty } from "./dom.js";
import { dossierCode } from "./numbers.js";

const FORMATS = ["qr_code", "code_128", "code_39", "data_matrix", "pdf417"];
const PAUSE = 300;

const detector = async () => {
  try {
    const known = await BarcodeDetector.getSupportedFormats();
    const wanted = FORMATS.filter((format) => known.includes(format));
    return wanted.length ? new BarcodeDetector({ formats: wanted }) : null;
  } catch {
    return null;
  }
};

/** Fills `box`; gives what ends it (the camera goes off). send(code); type(): to the keyboard. */
export const scanSheet = (box, { words, send, type, announce }) => {
  let stream = null;
  let ended = false;
  const end = () => {
    ended = true;
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
  };
  const message = el("p", { role: "status" }, words("camera"));
  const view = el("div");
  const typing = () => button(words("typeCode"), type);

  const found = (code) => {
    end();
    message.textContent = words("found");
    empty(view).append(el("p", { class: "code" }, code), button(words("sendCode"), () => send(code), { class: "main" }), typing());
    announce(`${words("found")} ${code}`);
  };
  const look = async (reader, source) => {
    const codes = await reader.detect(source);
    return codes.map((code) => dossierCode(String(code.rawValue || ""))).find(Boolean);
  };

  const camera = async (reader) => {
    const video = el("video", { playsinline: true });
    video.muted = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      message.textContent = words("looking");
      view.prepend(video);
      await video.play();
    } catch {
      end();
      video.remove();
      message.textContent = words("noCamera");
      return;
    }
    while (!ended) {
      const code = await look(reader, video).catch(() => "");
      if (code) return found(code);
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  };

  const picture = async (reader, file) => {
    try {
      const code = await look(reader, await createImageBitmap(file));
      if (code) return found(code);
    } catch {
      // no picture after all
    }
    message.textContent = words("nothing");
  };

  box.append(message, view);
  detector().then((reader) => {
    if (ended) return;
    if (!reader) {
      message.textContent = words("noReader");
      view.append(typing());
      return;
    }
    const file = el("input", { type: "file", accept: "image/*", class: "hid", tabindex: "-1", "aria-hidden": "true", onchange: () => file.files[0] && picture(reader, file.files[0]) });
    if (navigator.mediaDevices) view.append(button(words("openCamera"), () => ((ended = false), camera(reader)), { class: "main" }));
    view.append(button(words("fromPicture"), () => file.click()), file, typing());
  });
  return end;
};
