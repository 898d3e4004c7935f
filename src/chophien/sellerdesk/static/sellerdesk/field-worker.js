// Lets the pages of the field open without a signal: the walk, writing into a diary, how goods are packed. Of other pages it keeps nothing.
"use strict";
const KEPT = "field-1", PAGES = /\/(vung-trong\/(di-quanh|[A-Z0-9-]+\/ghi)|dong-goi\/[A-Za-z0-9-]+)\/$/;
const save = async (request, answer) => { if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(request, answer.clone()); return answer; };
const isParts = (url) => /\.(css|js|svg|woff2)$/.test(url.pathname);
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => { // the parts that a page had before this worker was there
  if (event.data && event.data.keep) event.waitUntil(caches.open(KEPT).then((kept) => Promise.allSettled(event.data.keep.map((one) => kept.add(one)))));
});
self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && PAGES.test(url.pathname)) {
    event.respondWith(fetch(request).then((answer) => save(request, answer)).catch(async () => (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) || Response.error()));
  } else if (request.mode !== "navigate" && isParts(url)) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept || fetch(request).then((answer) => save(request, answer))));
  }
});
