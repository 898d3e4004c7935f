// Records a voice on the page where the browser can; else the page says the other ways, and a file is sent.
(() => {
  "use strict";
  const place = document.querySelector("[data-voice]");
  if (!place) return;
  const find = (name) => place.querySelector(`[data-${name}]`);
  if (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia || !window.DataTransfer) return;
  const kind = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"].find((one) => MediaRecorder.isTypeSupported(one));
  if (!kind) { find("why").textContent = place.dataset.sayOther; return; } // older iPhones make AAC only
  const box = find("recorder"), button = find("record"), status = find("status"), play = find("play");
  const input = place.querySelector("input[type=file]");
  const most = Number(place.dataset.seconds), heaviest = Number(place.dataset.kilobytes) * 1000;
  const ending = kind.includes("webm") ? "webm" : "ogg";
  let recorder = null, ticking = 0, begun = 0;
  box.hidden = false;
  find("cannot").hidden = true;

  const show = (recording) => { find("start").hidden = recording; find("stop").hidden = !recording; };
  const stop = () => { if (recorder?.state === "recording") recorder.stop(); };
  const tick = () => {
    const seconds = Math.floor((Date.now() - begun) / 1000);
    status.textContent = `${place.dataset.sayRecording} ${seconds}/${most}`;
    if (seconds >= most - 1) stop();
  };

  function keep(parts, stream) {
    clearInterval(ticking);
    stream.getTracks().forEach((track) => track.stop());
    show(false);
    const sound = new Blob(parts, { type: kind.split(";")[0] });
    if (sound.size > heaviest) { status.textContent = place.dataset.sayHeavy; return; }
    const files = new DataTransfer();
    files.items.add(new File([sound], `giong-noi.${ending}`, { type: sound.type }));
    input.files = files.files;
    play.src = URL.createObjectURL(sound);
    play.hidden = false;
    status.textContent = place.dataset.sayDone;
  }

  async function start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    } catch {
      status.textContent = place.dataset.sayRefused;
      find("why").textContent = "";
      find("cannot").hidden = false;
      return;
    }
    const parts = [];
    recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 24000 });
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => keep(parts, stream));
    recorder.start();
    begun = Date.now();
    show(true);
    tick();
    ticking = setInterval(tick, 250);
  }

  button.addEventListener("click", () => (recorder?.state === "recording" ? stop() : start()));

  // A page that comes back with a fault comes back without the recording: what is still missing is asked for before.
  input.form?.addEventListener("submit", (event) => {
    const recording = recorder?.state === "recording";
    const missing = play.src && [...input.form.elements].find((one) => one.getAttribute("aria-required") === "true" && !(one.type === "checkbox" ? one.checked : one.value));
    if (!recording && !missing) return;
    event.preventDefault();
    event.stopPropagation(); // nothing is on its way: the form is not held as sent
    if (recording) { stop(); return; }
    status.textContent = place.dataset.sayMissing;
    missing.focus();
  });
})();
