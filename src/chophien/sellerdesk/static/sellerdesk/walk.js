// Walking around a field: each sure place is kept on this phone as it comes, so that the walk goes on after the phone
// died, without a signal too; what was walked is sent once there is one, with its own id, and counts once.
(() => {
  "use strict";
  const box = document.querySelector("[data-walk]");
  if (!box || !("geolocation" in navigator)) return;
  box.hidden = false;
  const one = (name) => box.querySelector(`[data-${name}]`), says = box.dataset;
  const key = "walk:" + says.walk, most = Number(says.most), form = one("facts"), select = form.elements.area;
  const go = one("go"), stop = one("stop"), drop = one("drop"), sure = one("sure"), count = one("count"), note = one("note");
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const read = () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (walk) => { try { if (walk) localStorage.setItem(key, JSON.stringify(walk)); else localStorage.removeItem(key); } catch { tell("!"); } };
  const fill = (words, ...values) => values.reduce((text, value) => text.replace("{}", value), words);
  const number = (value, places) => value.toLocaleString("vi-VN", { maximumFractionDigits: places });
  const METRES = 111320;
  let walk = read(), watch = null, lock = null;

  function tell(text, kind) { note.className = text ? "alert " + (kind || "info") : ""; note.textContent = text; }
  function flat(fixes) {
    const [lon0, lat0] = fixes[0], narrow = Math.cos((lat0 * Math.PI) / 180);
    return fixes.map(([lon, lat]) => [(lon - lon0) * METRES * narrow, (lat - lat0) * METRES]);
  }
  const apart = ([x1, y1], [x2, y2]) => Math.hypot(x2 - x1, y2 - y1);
  function draw() {
    const path = box.querySelector("path"), dot = box.querySelector("circle");
    if (!walk || !walk.fixes.length) { path.setAttribute("d", ""); dot.setAttribute("cx", -20); count.textContent = ""; return; }
    const places = flat(walk.fixes), xs = places.map((p) => p[0]), ys = places.map((p) => p[1]);
    const west = Math.min(...xs), north = Math.max(...ys), side = Math.max(Math.max(...xs) - west, north - Math.min(...ys), 20);
    const spots = places.map(([x, y]) => [16 + ((x - west) / side) * 288, 16 + ((north - y) / side) * 288]);
    path.setAttribute("d", "M" + spots.map((p) => p.map((v) => v.toFixed(1)).join(" ")).join("L") + (walk.done ? "Z" : ""));
    dot.setAttribute("cx", spots.at(-1)[0]); dot.setAttribute("cy", spots.at(-1)[1]);
    const length = places.slice(1).reduce((sum, p, i) => sum + apart(places[i], p), 0);
    const twice = places.reduce((sum, [x, y], i) => { const [u, v] = places[(i + 1) % places.length]; return sum + x * v - u * y; }, 0);
    count.textContent = fill(says.saysKept, number(places.length, 0), number(length, 0), number(Math.abs(twice) / 20000, 2));
  }
  function show() {
    const walking = watch !== null;
    go.hidden = walking || (walk && walk.done);
    stop.hidden = !walking || !walk || walk.fixes.length < 3;
    drop.hidden = walking || !walk;
    form.hidden = !walk || !walk.done;
    one("new").hidden = Boolean(select.value);
    draw();
  }
  function here(position) {
    const { longitude, latitude, accuracy } = position.coords, rounded = number(accuracy, 0);
    const isSure = accuracy <= most;
    sure.textContent = fill(isSure ? says.saysSure : says.saysUnsure, rounded);
    sure.dataset.isSure = isSure ? "1" : "";
    if (!isSure) return;
    const fix = [longitude, latitude, accuracy, Math.round(position.timestamp)], last = walk.fixes.at(-1);
    if (last && (fix[3] <= last[3] || apart(...flat([last, fix])) < 1)) return;
    walk.fixes.push(fix);
    write(walk);
    show();
  }
  async function begin() {
    if (!walk) walk = { client_id: newId(), area: select.value, fixes: [], done: false };
    write(walk);
    tell("");
    sure.textContent = says.saysWaiting;
    watch = navigator.geolocation.watchPosition(here, (refusal) => { if (refusal.code === 1) { tell(says.saysRefused, "warn"); end(); } }, { enableHighAccuracy: true, maximumAge: 0, timeout: 60000 });
    show();
    try { lock = await navigator.wakeLock?.request("screen"); } catch { lock = null; } // some phones do not
  }
  function end() {
    navigator.geolocation.clearWatch(watch);
    watch = null;
    lock?.release();
    sure.textContent = "";
    show();
  }
  async function send() {
    if (!walk || !walk.done || !walk.ready) return;
    if (!navigator.onLine) { tell(says.saysLater); return; }
    let answer, told = {};
    try {
      answer = await fetch(says.send, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...walk.facts, area: walk.area, client_id: walk.client_id, fixes: walk.fixes }) });
      told = await answer.json();
    } catch { tell(says.saysLater); return; } // no signal after all, or signed out: everything stays here
    if (!answer.ok) { walk.ready = false; write(walk); tell(told.message || says.saysLater, "bad"); return; }
    write(null);
    location.assign(told.address);
  }
  go.addEventListener("click", begin);
  stop.addEventListener("click", () => { walk.done = true; write(walk); end(); form.querySelector("select, input").focus(); });
  drop.addEventListener("click", () => { walk = null; write(null); tell(""); show(); });
  select.addEventListener("change", () => { if (walk) { walk.area = select.value; write(walk); } show(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const facts = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    if (!facts.area && !facts.name.trim()) { tell(says.saysFirst, "warn"); form.elements.name.focus(); return; }
    walk = { ...walk, area: facts.area, facts, ready: true };
    write(walk);
    send();
  });
  addEventListener("online", send);
  if (walk) {
    if (walk.area && [...select.options].some((option) => option.value === walk.area)) select.value = walk.area;
    for (const [name, value] of Object.entries(walk.facts || {})) if (form.elements[name] && name !== "area") form.elements[name].value = value;
    if (!walk.done && walk.fixes.length) tell(says.saysGoesOn);
  }
  show();
  send();
  if ("serviceWorker" in navigator) {
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((part) => part.src || part.href);
    navigator.serviceWorker.register(says.worker, { scope: says.scope }).then(() => navigator.serviceWorker.ready).then((ready) => ready.active.postMessage({ keep: [...parts, location.pathname] })).catch(() => {});
  }
})();
