// A field to sign in with a finger: data-draw on the wrapper of a hidden input, which gets the drawing as a PNG.
// Without this script the wrapper stays hidden and the photo of a signed paper is asked for.
(() => {
  "use strict";
  for (const box of document.querySelectorAll("[data-draw]")) {
    const kept = box.querySelector("input");
    const label = document.createElement("p");
    label.className = "label";
    label.textContent = box.dataset.draw;
    const canvas = document.createElement("canvas");
    canvas.className = "control draw";
    canvas.width = 640;
    canvas.height = 320;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", box.dataset.draw);
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "btn quiet";
    clear.textContent = box.dataset.clear;
    box.append(label, canvas, clear);
    box.hidden = false;
    const pen = canvas.getContext("2d");
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#1b1b3a";
    let drawing = false;
    const place = (event) => {
      const edge = canvas.getBoundingClientRect();
      return [((event.clientX - edge.left) * canvas.width) / edge.width, ((event.clientY - edge.top) * canvas.height) / edge.height];
    };
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...place(event));
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      pen.lineTo(...place(event));
      pen.stroke();
    });
    const stop = () => {
      if (!drawing) return;
      drawing = false;
      kept.value = canvas.toDataURL("image/png");
    };
    canvas.addEventListener("pointerup", stop);
    canvas.addEventListener("pointercancel", stop);
    clear.addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      kept.value = "";
    });
  }
})();
