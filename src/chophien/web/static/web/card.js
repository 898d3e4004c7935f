// A session that a printed card began: says when it is about to end, ends it, and leaves the page.
// The server ends it by itself; this only tells, and keeps it while somebody types.
(() => {
  "use strict";
  const bar = document.querySelector("[data-card-idle]");
  if (!bar) return;
  const idle = Number(bar.dataset.cardIdle) * 1000;
  const warning = Number(bar.dataset.cardWarning) * 1000;
  const note = bar.querySelector("[data-card-note]");
  let pressed = Date.now();
  let told = Date.now();
  const here = () => {
    const now = Date.now();
    if (now - pressed >= idle) return;
    pressed = now;
    note.hidden = true;
    if (now - told < 10000) return;
    told = now;
    fetch(bar.dataset.cardStay, { method: "POST", credentials: "same-origin" }).catch(() => {});
  };
  for (const event of ["pointerdown", "keydown", "input"]) document.addEventListener(event, here, { passive: true });
  setInterval(() => {
    const left = idle - (Date.now() - pressed);
    if (left <= 0) location.replace(bar.dataset.cardOver);
    else if (left <= warning) {
      note.hidden = false;
      note.textContent = bar.dataset.cardSays.replace("{}", Math.ceil(left / 1000));
    }
  }, 1000);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
