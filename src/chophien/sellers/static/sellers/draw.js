// A field to sign in with a finger: data-draw on the wrapper of a hidden input, which gets the drawing as a PNG.
// A tap is a thumb's mark and leaves a dot. Without this script the photo of a signed paper is asked for.
(() => {
  "use strict";
  const TAP = 12, DOT = 11; // dots of the canvas: a shorter line is a tap; the radius of its mark
  for (const box of document.querySelectorAll("[data-draw]")) {
    const kept = box.querySelector("input"), empty = box.querySelector("[data-empty]");
    const label = document.createElement("p");
    label.className = "label";
    label.textContent = box.dataset.draw;
    const canvas = document.createElement("canvas");
    canvas.className = "control draw";
    canvas.width = 640;
    canvas.height = 320;
    canvas.style.touchAction = "none"; // else the finger moves the page and not the pen
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", box.dataset.draw);
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "btn quiet";
    clear.textContent = box.dataset.clear;
    empty.before(label, canvas, clear);
    box.hidden = false;
    for (const word of kept.form.querySelectorAll("[data-undrawn]")) word.hidden = true;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = pen.fillStyle = "#1b1b3a";
    let begun = null, length = 0;
    const place = (event) => {
      const edge = canvas.getBoundingClientRect();
      return [((event.clientX - edge.left) * canvas.width) / edge.width, ((event.clientY - edge.top) * canvas.height) / edge.height];
    };
    const inked = () => {
      const dots = pen.getImageData(0, 0, canvas.width, canvas.height).data;
      let dark = 0;
      for (let at = 3; at < dots.length; at += 4) if (dots[at] > 127) dark += 1;
      return dark >= Number(kept.dataset.least);
    };
    const keep = () => {
      kept.value = inked() ? canvas.toDataURL("image/png") : "";
      if (kept.value) empty.hidden = true;
    };
    if (kept.value) { // a refused form comes back with what was drawn
      const old = new Image();
      old.addEventListener("load", () => { pen.drawImage(old, 0, 0); keep(); });
      old.src = kept.value;
    }
    canvas.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary) return;
      begun = place(event);
      length = 0;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...begun);
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!begun || !event.isPrimary) return;
      const [across, down] = place(event);
      length = Math.max(length, Math.hypot(across - begun[0], down - begun[1]));
      pen.lineTo(across, down);
      pen.stroke();
    });
    const stop = (event) => {
      if (!begun || !event.isPrimary) return;
      if (length < TAP) {
        pen.beginPath();
        pen.arc(...begun, DOT, 0, 2 * Math.PI);
        pen.fill();
      }
      begun = null;
      keep();
    };
    canvas.addEventListener("pointerup", stop);
    canvas.addEventListener("pointercancel", stop);
    clear.addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      kept.value = "";
    });
    kept.form.addEventListener("submit", (event) => {
      if (kept.value || kept.form.querySelector("input[type=file]")?.files.length) return;
      event.preventDefault();
      event.stopPropagation(); // nothing is on its way: the form is not held as sent
      empty.hidden = false;
      canvas.scrollIntoView({ block: "center" });
    });
  }
})();
