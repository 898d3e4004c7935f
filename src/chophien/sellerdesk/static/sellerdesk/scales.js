// At the scales without a signal: each entry is kept on this phone with its own id and time, and sent once the signal is
// back. Sent twice it counts once. Without this script the page sends each entry itself.
(() => {
  "use strict";
  const form = document.querySelector("form[data-scales]"), box = document.querySelector("[data-kept]");
  if (!form || !box) return;
  const key = "scales:" + form.dataset.scales, list = box.querySelector("ul");
  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  const write = (rows) => { try { localStorage.setItem(key, JSON.stringify(rows)); return true; } catch { return false; } };
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

  function line(row) {
    const item = document.createElement("li");
    item.className = "row wraps between";
    item.append(row.said + (row.message ? " – " + row.message : ""));
    if (row.message) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn quiet tight";
      button.textContent = box.dataset.drop;
      button.addEventListener("click", () => { write(read().filter((one) => one.client_id !== row.client_id)); show(); });
      item.append(button);
    }
    return item;
  }
  function show() {
    const rows = read();
    box.hidden = !rows.length;
    list.replaceChildren(...rows.map(line));
  }
  function keep(event) {
    if (navigator.onLine) return;
    const typed = new FormData(form), chosen = form.querySelector('[name="grower"]:checked'), kg = form.elements.kg;
    const missing = !chosen ? form.querySelector('[name="grower"]') : !typed.get("grade") ? form.querySelector('[name="grade"]') : !kg.value.trim() ? kg : null;
    const row = { client_id: newId(), recorded_at: new Date().toISOString() };
    for (const name of ["grower", "grade", "kg", "moisture", "area_code"]) row[name] = String(typed.get(name) || "");
    if (!missing) row.said = `${chosen.closest("label").textContent.trim()} · ${row.grade} · ${row.kg} kg`;
    if (!missing && !write([...read(), row])) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (missing) return missing.focus();
    form.reset();
    if (form.elements.area_code) form.elements.area_code.value = row.area_code; // the next household mostly brings from the same land
    show();
  }
  async function send() {
    const rows = read();
    if (!rows.length || !navigator.onLine) return;
    let told;
    try {
      const answer = await fetch(form.dataset.send, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ weighings: rows }) });
      if (!answer.ok) return;
      told = (await answer.json()).weighings;
    } catch { return; } // no signal after all, or signed out: everything stays here
    const sentences = new Map(told.filter((one) => one.status === "refused").map((one) => [one.client_id, one.message]));
    const sent = new Set(rows.map((row) => row.client_id));
    write(read().filter((row) => !sent.has(row.client_id) || sentences.has(row.client_id)).map((row) => ({ ...row, message: sentences.get(row.client_id) || row.message })));
    show();
    if (sentences.size < rows.length) location.reload();
  }
  form.addEventListener("submit", keep, true);
  addEventListener("online", send);
  show();
  send();
})();
