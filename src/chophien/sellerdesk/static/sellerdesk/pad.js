// A drawing beside the field of corners: a tap adds a corner, the drawing follows what is typed. North is up.
(() => {
  "use strict";
  const box = document.querySelector("[data-pad]"), field = document.querySelector('textarea[name="corners"]');
  if (!box || !field) return;
  const svg = box.querySelector("svg"), SIDE = 320, METRES = 111320, lands = JSON.parse(box.dataset.pad || "[]");
  const NUMBERS = /-?\d{1,3}(?:[.,]\d+)?/g, space = "http://www.w3.org/2000/svg";
  const places = () => field.value.split("\n").map((line) => (line.match(NUMBERS) || []).map((one) => Number(one.replace(",", ".")))).filter((found) => found.length === 2).map(([a, b]) => (Math.abs(b) > 90 ? [b, a] : [a, b]));
  const rings = lands.flatMap((land) => (land.type === "Polygon" ? land.coordinates : land.type === "MultiPolygon" ? land.coordinates.flat() : []));
  let middle = places()[0] || rings[0]?.[0] || (box.dataset.lon ? [Number(box.dataset.lon), Number(box.dataset.lat)] : null), side = 400;
  if (!middle) return;
  box.hidden = false;
  const narrow = () => Math.cos((middle[1] * Math.PI) / 180);
  const spot = ([lon, lat]) => [SIDE / 2 + ((lon - middle[0]) * METRES * narrow() * SIDE) / side, SIDE / 2 - ((lat - middle[1]) * METRES * SIDE) / side];
  const add = (name, facts) => { const made = document.createElementNS(space, name); for (const [key, value] of Object.entries(facts)) made.setAttribute(key, value); svg.append(made); };
  const path = (ring, kind, close) => add("path", { d: "M" + ring.map((place) => spot(place).map((v) => v.toFixed(1)).join(" ")).join("L") + (close ? "Z" : ""), class: kind });
  function draw() {
    svg.replaceChildren();
    for (const ring of rings) path(ring, "own", true);
    const corners = places();
    if (corners.length > 1) path(corners, "drawn", corners.length > 2);
    for (const place of corners) { const [x, y] = spot(place); add("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 4 }); }
    box.querySelector("[data-pad-scale]").textContent = Math.round(side).toLocaleString("vi-VN") + " m";
  }
  svg.addEventListener("click", (event) => {
    const frame = svg.getBoundingClientRect(), x = ((event.clientX - frame.left) / frame.width) * SIDE, y = ((event.clientY - frame.top) / frame.height) * SIDE;
    const lon = middle[0] + ((x - SIDE / 2) * side) / SIDE / METRES / narrow(), lat = middle[1] - ((y - SIDE / 2) * side) / SIDE / METRES;
    field.value = [field.value.trim(), `${lat.toFixed(7)}, ${lon.toFixed(7)}`].filter(Boolean).join("\n");
    draw();
  });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.padZoom) side = Math.min(20000, Math.max(50, side * Number(button.dataset.padZoom)));
    else if ("padUndo" in button.dataset) field.value = field.value.trim().split("\n").slice(0, -1).join("\n");
    else navigator.geolocation?.getCurrentPosition((found) => { middle = [found.coords.longitude, found.coords.latitude]; side = 400; draw(); });
    draw();
  });
  field.addEventListener("input", () => { middle = places()[0] || middle; draw(); });
  draw();
})();
