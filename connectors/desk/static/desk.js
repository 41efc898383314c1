// The clock of the seat; and a page that comes back out of the browser's memory is asked for anew.
"use strict";

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

const clock = document.querySelector(".clock");
if (clock?.dataset.began) {
  const whole = Number(clock.dataset.minutes) * 60;
  const opened = performance.now();
  const before = Number(clock.dataset.now) - Number(clock.dataset.began);
  const show = () => {
    const left = Math.round(whole - before - (performance.now() - opened) / 1000);
    const size = Math.abs(left);
    const text = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    clock.querySelector("b").textContent = left < 0 ? `+${text}` : text;
    clock.querySelector("span").textContent =
      left < 0 ? "đã quá 10 phút: in tờ mang về, hẹn làm tiếp" : left < 120 ? "sắp hết giờ" : "còn lại";
    clock.classList.toggle("soon", left < 120);
  };
  show();
  setInterval(show, 1000);
}

// What changes by itself: asked for anew every few seconds; and a sign that this page is open.
const live = document.getElementById("live");
if (live) {
  const toEnd = () => live.dataset.end && (live.scrollTop = live.scrollHeight);
  toEnd();
  // A form on its way leads where its answer says, also when what is here has gone meanwhile.
  let sent = -Infinity;
  addEventListener("submit", () => (sent = performance.now()));
  setInterval(async () => {
    if (performance.now() - sent < 30_000) return;
    try {
      const answer = await fetch(live.dataset.from || location.pathname, { headers: { "X-Fragment": "1" }, cache: "no-store" });
      if (performance.now() - sent < 30_000) return;
      if (!answer.ok) return answer.status === 401 || answer.status === 404 ? location.replace(live.dataset.from || location.href) : undefined;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const atEnd = live.scrollHeight - live.scrollTop - live.clientHeight < 80;
      for (const part of [live, ...document.querySelectorAll("[data-live]")]) {
        const fresh = page.getElementById(part.id);
        const held = part.contains(document.activeElement) && document.activeElement !== part;
        if (!fresh || held || fresh.innerHTML === part.innerHTML) continue;
        part.className = fresh.className;
        part.replaceChildren(...fresh.childNodes);
        if (part === live && atEnd) toEnd();
      }
    } catch {
      // No network for a moment: the next turn asks again.
    }
  }, Number(live.dataset.every) * 1000);
  const beat = () =>
    fetch("/desk/beat", { method: "POST", headers: { "X-CSRF": live.dataset.csrf }, keepalive: true }).catch(() => {});
  beat();
  setInterval(beat, Number(live.dataset.beat) * 1000);
}
