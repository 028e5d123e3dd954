/* What is typed is kept as it is typed: in this browser at once, and sent as soon as the network allows. Without this file
   the form is sent by its buttons, as any form.
   A form says data-keeps="address"; it is posted there with act=keep. What cannot be sent stays in the browser's storage,
   under that address, and goes with the next page that has the same form. A form with data-keeps-sent remembers here what
   was sent too, for a page that a worker shows without network as it was some time ago (own_worker.js). */
(() => {
  const WAIT = 700, AGAIN = 5000;
  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(`amana-keep ${key}`)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`amana-keep ${key}`, JSON.stringify(value)); } catch { /* a private window */ } },
    drop(key) { try { localStorage.removeItem(`amana-keep ${key}`); } catch { /* a private window */ } },
  };
  const kept = (form) => [...form.elements].filter((one) => one.name && one.name !== "csrfmiddlewaretoken" && one.type !== "file"
    && !["submit", "button", "hidden"].includes(one.type));

  function typed(form) {
    const found = {};
    for (const one of kept(form)) {
      if (["checkbox", "radio"].includes(one.type)) { if (one.checked) (found[one.name] ??= []).push(one.value); }
      else found[one.name] = one.value;
    }
    return found;
  }

  const stand = (form) => ({ at: Date.now(), fields: typed(form), revision: form.elements.revision?.value });

  function fill(form, { fields, revision }) {
    if (revision !== undefined && form.elements.revision) form.elements.revision.value = revision;
    for (const one of kept(form)) {
      if (["checkbox", "radio"].includes(one.type)) one.checked = (fields[one.name] ?? []).includes(one.value);
      else if (one.name in fields) one.value = fields[one.name];
    }
  }

  function keeps(form) {
    const address = form.dataset.keeps;
    const status = form.querySelector("[data-keeping]");
    let timer = 0, sending = false, wanted = false;

    const say = (words) => { if (status) { status.hidden = !words; status.textContent = words ?? ""; } };

    async function send() {
      clearTimeout(timer);
      const now = store.get(address);
      if (!now || now.sent) return;
      if (sending) { wanted = true; return; }
      sending = true;
      try {
        const body = new FormData(form);
        for (const one of [...body.keys()]) if (body.get(one) instanceof File) body.delete(one);
        body.set("act", "keep");
        const answer = await fetch(address, { method: "POST", body, headers: { "X-Kept": "1" }, redirect: "manual" });
        if (!answer.ok) throw new Error(String(answer.status));
        const isNewest = store.get(address)?.at === now.at;
        if (isNewest) store.drop(address);
        say(form.dataset.keepingOnline);
        if (answer.status === 200) form.dispatchEvent(new CustomEvent("amana:kept", { detail: await answer.json() }));
        if (isNewest && "keepsSent" in form.dataset) store.set(address, { ...stand(form), sent: true });
      } catch {
        say(form.dataset.keepingOffline);
        timer = setTimeout(send, AGAIN);
      }
      sending = false;
      if (wanted) { wanted = false; send(); }
    }

    form.addEventListener("input", () => {
      store.set(address, stand(form));
      clearTimeout(timer);
      timer = setTimeout(send, WAIT);
    });
    // What the form itself sends is kept by the page that answers; offline the browser's own error page would take the words away.
    form.addEventListener("submit", (event) => {
      if (navigator.onLine === false) {
        event.preventDefault();
        store.set(address, stand(form));
        say(form.dataset.keepingOffline);
        return;
      }
      clearTimeout(timer);
      store.drop(address);
    });
    addEventListener("online", send);

    const left = store.get(address);
    if (left?.sent) fill(form, left);
    else if (left) { fill(form, left); form.dispatchEvent(new Event("input", { bubbles: true })); send(); }
    if (document.querySelector("[data-from-shelf]")) say(form.dataset.keepingOffline);
  }

  // What was sent is on every page that comes from there.
  function forgetSent() {
    if (document.querySelector("[data-from-shelf]")) return;
    for (const one of Object.keys(localStorage)) {
      if (one.startsWith("amana-keep ") && store.get(one.slice("amana-keep ".length))?.sent) localStorage.removeItem(one);
      if (one.startsWith("amana-known ")) localStorage.removeItem(one);
    }
  }

  addEventListener("DOMContentLoaded", () => {
    try { forgetSent(); } catch { /* a private window */ }
    for (const form of document.querySelectorAll("form[data-keeps]")) keeps(form);
  });
})();
