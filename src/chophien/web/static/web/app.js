// Small helpers that make pages quicker and safer to use. Every page works without them.
(() => {
  "use strict";
  const MAX_SIDE = 1600, MAX_BYTES = 300 * 1024, SAVE_AFTER = 400, FREE_AFTER = 15000;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const later = (work, wait) => { let timer; return (...args) => { clearTimeout(timer); timer = setTimeout(() => work(...args), wait); }; };

  // A form with data-once is sent once: a second tap does nothing.
  const busy = new Map(); // form -> work that must end before it may be sent
  const release = (form) => { delete form.dataset.sent; all("[aria-busy]", form).forEach((b) => b.removeAttribute("aria-busy")); };
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (busy.has(form)) {
      event.preventDefault();
      button?.setAttribute("aria-busy", "true");
      busy.get(form).finally(() => { busy.delete(form); form.requestSubmit(button); });
      return;
    }
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    button?.setAttribute("aria-busy", "true");
    setTimeout(release, FREE_AFTER, form);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sent]").forEach(release); });
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest?.("form"); if (form) release(form); });

  // Facets send themselves when one is chosen.
  const send = later((form) => form.requestSubmit(), 250);
  document.addEventListener("change", (event) => { const form = event.target.form; if (form?.matches("[data-autosubmit]")) send(form); });

  // − and + beside a quantity.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    const input = button?.parentElement.querySelector("input");
    if (!input) return;
    if (button.dataset.step > 0) input.stepUp(); else input.stepDown();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // What is typed stays on this phone until it has been sent.
  const store = { // private windows may refuse
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
  };
  const keepable = (field) => field.name && !["file", "password", "hidden", "submit", "button"].includes(field.type) && !field.matches("[data-no-draft]");
  const answers = (form) => [...form.elements].filter(keepable).map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? (field.checked ? field.value : null) : field.value]);
  function keepDraft(form) {
    const key = "draft:" + form.dataset.draft, kept = store.get(key), fields = [...form.elements].filter(keepable);
    if (kept && !form.querySelector("[aria-invalid]")) {
      kept.forEach(([name, value], place) => {
        const field = fields[place];
        if (!field || field.name !== name || value === null) return;
        if (field.type === "checkbox" || field.type === "radio") { if (field.value === value) field.checked = true; }
        else if (!field.value) field.value = value;
      });
    }
    form.addEventListener("input", later(() => store.set(key, answers(form)), SAVE_AFTER));
    form.addEventListener("submit", () => store.set("sent:" + form.dataset.draft, 1));
  }
  function forgetSentDrafts() {
    try {
      Object.keys(localStorage).filter((key) => key.startsWith("sent:")).forEach((key) => {
        const name = key.slice(5);
        if (!document.querySelector(`form[data-draft="${CSS.escape(name)}"]`)) store.drop("draft:" + name);
        store.drop(key);
      });
    } catch { /* forbidden */ }
    all("[data-draft-done]").forEach((mark) => store.drop("draft:" + mark.dataset.draftDone));
  }

  // Photos are made small before they travel: longest side 1600, at most 300 KB.
  async function shrunk(file) {
    if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
    let picture;
    try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; } // HEIC: the server reads it
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size <= MAX_BYTES) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    let small = null;
    for (let quality = 0.85; quality > 0.35; quality -= 0.12) {
      small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (!small || small.size <= MAX_BYTES) break;
    }
    if (!small || small.size >= file.size) return file;
    return new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  }
  async function shrinkAll(input) {
    const chosen = [...input.files], bag = new DataTransfer();
    for (const file of chosen) bag.items.add(await shrunk(file));
    input.files = bag.files;
    preview(input);
  }
  function preview(input) {
    const label = input.closest(".upload") ?? input;
    let box = label.nextElementSibling;
    if (!box?.matches(".previews")) { box = document.createElement("div"); box.className = "previews"; label.after(box); }
    all("img", box).forEach((old) => URL.revokeObjectURL(old.src));
    box.replaceChildren(...[...input.files].filter((file) => file.type.startsWith("image/")).map((file) => {
      const picture = new Image(88, 88);
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
      return picture;
    }));
  }
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches('input[type="file"][data-shrink]') || !input.files.length) return;
    const work = shrinkAll(input).catch(() => {});
    if (!input.form) return;
    busy.set(input.form, work);
    work.finally(() => { if (busy.get(input.form) === work) busy.delete(input.form); });
  });

  // Suggestions while typing: data-suggest is an address that answers with a fragment of [data-value] buttons;
  // a tap puts the words into the field and the value into the field named by data-suggest-into.
  let asked = null;
  const suggest = later(async (input) => {
    const box = document.getElementById(input.dataset.suggestList), text = input.value.trim();
    if (!box) return;
    asked?.abort();
    if (text.length < 2) { box.replaceChildren(); return; }
    asked = new AbortController();
    const where = new URL(input.dataset.suggest, location.href);
    where.searchParams.set("q", text);
    try {
      const answer = await fetch(where, { headers: { "HX-Request": "true" }, signal: asked.signal });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch { /* no signal: the form works without suggestions */ }
  }, 250);
  document.addEventListener("input", (event) => { if (event.target.matches("[data-suggest]")) suggest(event.target); });
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-value]"), box = choice?.closest("[id]");
    const input = box && document.querySelector(`[data-suggest-list="${CSS.escape(box.id)}"]`);
    if (!input) return;
    event.preventDefault();
    input.value = choice.dataset.text ?? choice.textContent.trim();
    const into = input.form?.elements[input.dataset.suggestInto];
    if (into) { into.value = choice.dataset.value; into.dispatchEvent(new Event("change", { bubbles: true })); }
    box.replaceChildren();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => { if (copy.dataset.done) copy.textContent = copy.dataset.done; });
  });

  function begin(root) {
    all("[data-step], [data-print], [data-copy]", root).forEach((button) => { button.hidden = false; });
    all("[data-autosubmit] [data-plain], [data-only-plain]", root).forEach((button) => { button.hidden = true; });
    all("form[data-draft]", root).forEach(keepDraft);
  }
  const line = () => all("[data-offline]").forEach((note) => { note.hidden = navigator.onLine; });
  addEventListener("online", line);
  addEventListener("offline", line);
  forgetSentDrafts();
  begin(document);
  line();
  document.querySelector('main [role="alert"][tabindex]')?.focus();
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) begin(event.detail.elt); });
})();
