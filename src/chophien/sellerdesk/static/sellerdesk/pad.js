// A drawing beside the field of corners: a tap adds a corner, the drawing follows what is typed. North is up.
// A walk of a day has thousands of corners: the field is read again only when somebody typed in it, all corners are one
// path, the shop's other land is drawn anew only when the view moves, and nothing is drawn twice within one picture.
(() => {
  "use strict";
  const box = document.querySelector("[data-pad]"), field = document.querySelector('textarea[name="corners"]');
  if (!box || !field) return;
  const svg = box.querySelector("svg"), SIDE = 320, METRES = 111320, lands = JSON.parse(box.dataset.pad || "[]");
  const NUMBERS = /-?\d{1,3}(?:[.,]\d+)?/g, space = "http://www.w3.org/2000/svg";
  const read = () => field.value.split("\n").map((line) => (line.match(NUMBERS) || []).map((one) => Number(one.replace(",", ".")))).filter((found) => found.length === 2).map(([a, b]) => (Math.abs(b) > 90 ? [b, a] : [a, b]));
  const rings = lands.flatMap((land) => (land.type === "Polygon" ? land.coordinates : land.type === "MultiPolygon" ? land.coordinates.flat() : []));
  let corners = read(), middle = corners[0] || rings[0]?.[0] || (box.dataset.lon ? [Number(box.dataset.lon), Number(box.dataset.lat)] : null), side = 400;
  if (!middle) return;
  box.hidden = false;
  const add = (kind) => { const made = document.createElementNS(space, "path"); made.setAttribute("class", kind); svg.append(made); return made; };
  svg.replaceChildren();
  const own = add("own"), drawn = add("drawn"), dots = add("corners"), scale = box.querySelector("[data-pad-scale]");
  const narrow = () => Math.cos((middle[1] * Math.PI) / 180);
  function spots() {
    const wide = (METRES * narrow() * SIDE) / side, high = (METRES * SIDE) / side;
    return ([lon, lat]) => (SIDE / 2 + (lon - middle[0]) * wide).toFixed(1) + " " + (SIDE / 2 - (lat - middle[1]) * high).toFixed(1);
  }
  const around = (places, close) => (places.length ? "M" + places.join("L") + (close ? "Z" : "") : "");
  let shown = "", waiting = 0;
  function draw() {
    waiting = 0;
    const spot = spots(), view = middle.join() + side;
    if (view !== shown) own.setAttribute("d", rings.map((ring) => around(ring.map(spot), true)).join(""));
    shown = view;
    const places = corners.map(spot);
    drawn.setAttribute("d", places.length > 1 ? around(places, places.length > 2) : "");
    dots.setAttribute("d", places.map((place) => "M" + place + "h0").join(""));
    scale.textContent = Math.round(side).toLocaleString("vi-VN") + " m";
  }
  const soon = () => { waiting ||= requestAnimationFrame(draw); };
  svg.addEventListener("click", (event) => {
    const frame = svg.getBoundingClientRect(), x = ((event.clientX - frame.left) / frame.width) * SIDE, y = ((event.clientY - frame.top) / frame.height) * SIDE;
    const lon = middle[0] + ((x - SIDE / 2) * side) / SIDE / METRES / narrow(), lat = middle[1] - ((y - SIDE / 2) * side) / SIDE / METRES;
    const typed = field.value.trimEnd();
    field.value = (typed ? typed + "\n" : "") + `${lat.toFixed(7)}, ${lon.toFixed(7)}`;
    corners.push([lon, lat]);
    soon();
  });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.padZoom) side = Math.min(20000, Math.max(50, side * Number(button.dataset.padZoom)));
    else if ("padUndo" in button.dataset) {
      const typed = field.value.trimEnd();
      field.value = typed.slice(0, Math.max(typed.lastIndexOf("\n"), 0));
      corners = read();
    } else navigator.geolocation?.getCurrentPosition((found) => { middle = [found.coords.longitude, found.coords.latitude]; side = 400; soon(); });
    soon();
  });
  let resting = 0;
  field.addEventListener("input", () => { // who types long lists is not held up at each letter
    clearTimeout(resting);
    resting = setTimeout(() => { corners = read(); middle = corners[0] || middle; soon(); }, corners.length > 300 ? 250 : 0);
  });
  draw();
})();
