// The farm diary in the field: only what fits the tap is asked; without a signal each line is kept on this phone with its
// own id and time, and sent once the signal is back. Without this script the page sends each line itself.
(() => {
  "use strict";
  const form = document.querySelector("form[data-diary]"), box = document.querySelector("[data-kept]");
  if (!form || !box) return;
  const key = "diary:" + form.dataset.diary, list = box.querySelector("ul");
  const MOST = 20, OF_A_LINE = [400, 413, 500];
  const NAMES = ["deed", "kg", "input_name", "amount", "wait_days", "on", "note"];
  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  const write = (rows) => { try { localStorage.setItem(key, JSON.stringify(rows)); return true; } catch { return false; } };
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const chosen = () => form.querySelector('[name="deed"]:checked');

  function fit() {
    const deed = chosen()?.value;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(deed);
  }
  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn quiet tight";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }
  function line(row) {
    const item = document.createElement("li");
    item.className = "row wraps between";
    item.append(row.said + (row.message ? " – " + row.message : ""));
    const others = () => read().filter((one) => one.client_id !== row.client_id);
    if (row.asked) item.append(button(box.dataset.sure, () => { write([...others(), { ...row, is_sure: "on", asked: false, message: "" }]); show(); send(); }));
    if (row.message) item.append(button(box.dataset.drop, () => { write(others()); show(); }));
    return item;
  }
  function show() {
    const rows = read();
    box.hidden = !rows.length;
    list.replaceChildren(...rows.map(line));
  }
  function keep(event) {
    if (navigator.onLine) return;
    const typed = new FormData(form), deed = chosen();
    const row = { client_id: newId(), recorded_at: new Date().toISOString() };
    for (const name of NAMES) row[name] = String(typed.get(name) || "");
    if (deed) row.said = [deed.closest("label").textContent.trim(), row.input_name, row.kg && row.kg + " kg", row.on].filter(Boolean).join(" · ");
    if (deed && !write([...read(), row])) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!deed) return form.querySelector('[name="deed"]').focus();
    form.reset();
    fit();
    show();
  }
  async function send() {
    const rows = read();
    for (let from = 0; from < rows.length && navigator.onLine; from += MOST) if (!(await sendSome(rows.slice(from, from + MOST)))) return;
  }
  async function sendSome(rows) { // whether it is worth while to send more
    let told;
    try {
      const answer = await fetch(form.dataset.send, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ entries: rows }) });
      if (!answer.ok && !OF_A_LINE.includes(answer.status)) return false;
      if (!answer.ok && rows.length > 1) { // one of them breaks it: each goes alone, so that the others get through
        for (const row of rows) if (!(await sendSome([row]))) return false;
        return true;
      }
      told = answer.ok ? (await answer.json()).entries : rows.map((row) => ({ client_id: row.client_id, message: box.dataset.broken }));
    } catch { return false; } // no signal after all, or signed out: everything stays here
    const heard = new Map(told.filter((one) => one.message).map((one) => [one.client_id, one.message]));
    const asked = new Set(told.filter((one) => one.status === "asked").map((one) => one.client_id));
    const sent = new Set(rows.map((row) => row.client_id));
    write(read().filter((row) => !sent.has(row.client_id) || heard.has(row.client_id)).map((row) => ({ ...row, message: heard.get(row.client_id) || row.message, asked: sent.has(row.client_id) ? asked.has(row.client_id) : row.asked })));
    show();
    return true;
  }
  form.addEventListener("submit", keep, true);
  form.addEventListener("change", fit);
  const used = form.querySelector("[data-used]");
  if (used) {
    used.hidden = false;
    used.addEventListener("click", (event) => { if (event.target.matches("button")) form.elements.input_name.value = event.target.textContent.trim(); });
  }
  addEventListener("online", send);
  fit();
  show();
  send();
  if ("serviceWorker" in navigator) {
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((part) => part.src || part.href);
    navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.scope }).then(() => navigator.serviceWorker.ready).then((ready) => ready.active.postMessage({ keep: [...parts, location.pathname] })).catch(() => {});
  }
})();
