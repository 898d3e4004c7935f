// The button that lets this browser show notifications. Without it the page works as before.
"use strict";
(() => {
  const box = document.querySelector("[data-push-key]");
  if (!box || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  const button = box.querySelector("button");
  const said = box.querySelector("[data-push-said]");
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const words = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  box.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
      const worker = await navigator.serviceWorker.register(box.dataset.worker, { scope: box.dataset.scope });
      const subscription = await worker.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytes(box.dataset.pushKey),
      });
      const body = new URLSearchParams({
        endpoint: subscription.endpoint,
        public_key: words(subscription.getKey("p256dh")),
        secret: words(subscription.getKey("auth")),
      });
      const answer = await fetch(box.dataset.address, { method: "POST", body });
      if (!answer.ok) throw new Error("refused");
      location.assign(box.dataset.done);
    } catch {
      said.hidden = false;
      button.disabled = false;
    }
  });
})();
