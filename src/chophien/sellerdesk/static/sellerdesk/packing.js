// Keeps the page about packing on the phone: packing rooms often have no signal.
"use strict";
(() => {
  const says = document.querySelector("[data-packing]");
  if (!says || !("serviceWorker" in navigator)) return;
  const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((part) => part.src || part.href);
  navigator.serviceWorker.register(says.dataset.worker, { scope: says.dataset.scope }).then(() => navigator.serviceWorker.ready).then((ready) => ready.active.postMessage({ keep: [...parts, location.pathname] })).catch(() => {});
})();
