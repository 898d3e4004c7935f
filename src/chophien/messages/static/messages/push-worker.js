// Shows the market's notifications, and opens what they are about. It keeps nothing and answers no requests.
"use strict";
self.addEventListener("push", (event) => {
  let news = {};
  try { news = event.data ? event.data.json() : {}; } catch { news = {}; }
  const title = "Chợ Phiên";
  const shown = { body: news.text || "", tag: news.tag || "", lang: "vi", data: { link: news.link || "/tin-bao/" } };
  event.waitUntil(self.registration.showNotification(title, shown));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = event.notification.data.link;
  const target = link.startsWith("/") && !link.startsWith("//") ? link : "/tin-bao/";
  event.waitUntil(self.clients.openWindow(target));
});
