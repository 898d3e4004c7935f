// Asks the device's lock (WebAuthn) and puts its answer into an ordinary form, which is then sent.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // What the server asks, as the browser wants it.
  function question(asked) {
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const list of [asked.excludeCredentials, asked.allowCredentials]) {
      for (const key of list || []) key.id = bytes(key.id);
    }
    return { publicKey: asked };
  }

  // What the device answers, as the server wants it.
  function answer(credential) {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
  }

  async function ask(form) {
    const asked = await fetch(form.dataset.begin, { method: "POST", headers: { Accept: "application/json" } });
    if (asked.redirected) { location.assign(asked.url); return; }
    if (!asked.ok) throw new Error("not asked");
    const credential = await navigator.credentials[form.dataset.passkey](question(await asked.json()));
    form.elements.answer.value = answer(credential);
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const problem = form.querySelector("[data-passkey-problem]"), button = form.querySelector("button");
    form.hidden = false;
    document.querySelectorAll("[data-no-passkey]").forEach((note) => { note.hidden = true; });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (button.disabled) return;
      button.disabled = true;
      problem.hidden = true;
      ask(form).catch(() => { problem.hidden = false; }).finally(() => { button.disabled = false; });
    });
  }
})();
