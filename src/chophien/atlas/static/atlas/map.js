"use strict";
// The interactive map. What it shows comes tile by tile, already gathered into heaps; borders come as TopoJSON.
(() => {
  const box = document.getElementById("atlas");
  if (!box || !window.L) return;
  const said = box.dataset;
  const note = document.getElementById("atlas-note");
  const tell = (text) => { note.textContent = text; note.hidden = false; };
  const SIZE = 256, LEAST = 4, MOST = 14, COMMUNES_FROM = 9, MOST_PROVINCES = 4;

  const map = L.map(box, { minZoom: LEAST, maxZoom: MOST, zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: said.in, zoomOutTitle: said.out }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(said.credit).addTo(map);
  const [west, south, east, north] = said.box.split(",").map(Number);
  map.fitBounds([[south, west], [north, east]]);
  if (said.tiles) {
    L.tileLayer(said.tiles, { attribution: said.tilesCredit, maxZoom: MOST })
      .on("tileerror", () => tell(said.noTiles)).addTo(map);
  }

  // Borders: arcs are steps on a grid, shared by the places on both sides.
  const rings = (file) => {
    const { scale, translate } = file.transform;
    const arcs = file.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => [(y += dy) * scale[1] + translate[1], (x += dx) * scale[0] + translate[0]]);
    });
    const line = (numbers) => numbers.flatMap((number, place) => {
      const arc = number < 0 ? arcs[~number].slice().reverse() : arcs[number];
      return place ? arc.slice(1) : arc;
    });
    return Object.values(file.objects)[0].geometries.map((one) => ({
      code: one.properties.code,
      land: (one.type === "MultiPolygon" ? one.arcs : [one.arcs]).map((piece) => piece.map(line)),
    }));
  };
  const drawn = new Map();
  const borders = async (name, style) => {
    if (drawn.has(name)) return drawn.get(name);
    const group = L.layerGroup();
    drawn.set(name, group);
    try {
      const answer = await fetch(said.borders + name + ".json");
      if (!answer.ok) throw new Error(answer.status);
      group.places = rings(await answer.json());
      for (const one of group.places) L.polygon(one.land, { ...style, interactive: false }).addTo(group);
      group.eachLayer((layer) => layer.bringToBack && map.hasLayer(group) && layer.bringToBack());
    } catch {
      drawn.delete(name);
      tell(said.noHeaps);
    }
    return group;
  };
  const COUNTRY = { color: "#877f73", weight: 1.5, fillColor: "#f6f1e6", fillOpacity: said.tiles ? 0 : 1 };
  const COMMUNE = { color: "#b9b1a3", weight: 1, fill: false };

  const showCommunes = async () => {
    const country = await borders("vn", COUNTRY);
    country.addTo(map);
    if (map.getZoom() < COMMUNES_FROM || !country.places) return;
    const seen = map.getBounds();
    const near = country.places.filter((one) => one.land.some((piece) => seen.intersects(L.latLngBounds(piece[0]))));
    for (const one of near.slice(0, MOST_PROVINCES)) (await borders(one.code, COMMUNE)).addTo(map);
  };

  // Heaps: only those of the tiles in sight, each tile fetched once for as long as the page is open.
  const tiles = new Map();
  const heaps = L.layerGroup().addTo(map);
  let standing = new Map();
  const words = (fact) => {
    const number = fact.n.toLocaleString("vi");
    return (fact.name ? fact.name + ": " : "") + (fact.n === 1 ? said.one : said.many).replace("%s", number)
      + (fact.ha ? ", " + fact.ha.toLocaleString("vi") + " ha" : "");
  };
  const short = (number) => (number < 1000 ? String(number) : Math.round(number / 1000) + "k");
  const marker = ({ geometry, properties }) => {
    const [lon, lat] = geometry.coordinates;
    const grade = properties.n === 1 ? 1 : Math.min(4, 1 + Math.ceil(Math.log10(properties.n)));
    const icon = L.divIcon({ className: "heap heap-" + grade, html: short(properties.n), iconSize: [40, 40] });
    const one = L.marker([lat, lon], { icon, title: words(properties), keyboard: true });
    one.on("add", () => one.getElement().setAttribute("aria-label", words(properties)));
    const open = () => {
      if (one.getPopup()) return;  // from then on Leaflet opens and shuts it
      if (!properties.href && map.getZoom() < MOST) {
        map.setView([lat, lon], Math.min(MOST, map.getZoom() + 2));
        return;
      }
      const text = document.createElement("p");
      text.textContent = words(properties);
      if (properties.href) {
        const link = document.createElement("a");
        link.href = properties.href;
        link.textContent = said.look;
        text.append(" ", link);
      }
      one.bindPopup(text).openPopup();
    };
    one.on("click", open);
    one.on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") open(); });
    return one;
  };
  const fetchTile = (name) => {
    if (!tiles.has(name)) {
      const asked = fetch(said.heaps + name + (said.asked ? "?" + said.asked : ""))
        .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then((found) => found.features);
      asked.catch(() => { tiles.delete(name); tell(said.noHeaps); });
      tiles.set(name, asked);
    }
    return tiles.get(name);
  };
  let turn = 0;
  const show = async () => {
    const mine = ++turn, zoom = Math.round(map.getZoom()), seen = map.getPixelBounds(), side = 1 << zoom;
    const names = [];
    for (let x = Math.floor(seen.min.x / SIZE); x <= Math.floor(seen.max.x / SIZE); x++) {
      for (let y = Math.floor(seen.min.y / SIZE); y <= Math.floor(seen.max.y / SIZE); y++) {
        if (x >= 0 && y >= 0 && x < side && y < side) names.push(`${zoom}/${x}/${y}.json`);
      }
    }
    const found = await Promise.allSettled(names.map(fetchTile));
    if (mine !== turn) return;
    // What is still in sight stays as it is: whoever reached it with keys, or opened it, keeps it while the map moves.
    const next = new Map();
    for (const one of found) if (one.status === "fulfilled") for (const fact of one.value) {
      next.set(fact, standing.get(fact) || marker(fact));
    }
    for (const [fact, one] of standing) if (!next.has(fact)) {
      if (one.getElement() === document.activeElement) box.focus({ preventScroll: true });
      heaps.removeLayer(one);
    }
    for (const one of next.values()) if (!heaps.hasLayer(one)) one.addTo(heaps);
    standing = next;
    box.dataset.zoom = String(zoom);
  };
  map.on("moveend", () => { show(); showCommunes(); });
  show();
  showCommunes();
})();
