/* A call while it lasts: clocks that count, taps that wait for the network, promises caught as they are typed, and a copy of
   the page for a reload without network (own_worker.js). Without this file every form sends itself, and the clocks stand. */
(() => {
  const AGAIN = 5000;
  const HELD_AFTER = 1000;
  let page, key, skew = 0, sending = false, holding = 0;

  const items = () => { try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; } };
  const remember = (list) => {
    try { if (list.length) localStorage.setItem(key, JSON.stringify(list)); else localStorage.removeItem(key); } catch { /* a private window */ }
  };
  // What a page from the shelf cannot know, as it was written some time ago: the clock of the server, the newest list.
  const known = () => { try { return JSON.parse(localStorage.getItem(`amana-known ${key}`)) ?? {}; } catch { return {}; } };
  const note = (more) => { try { localStorage.setItem(`amana-known ${key}`, JSON.stringify({ ...known(), ...more })); } catch { /* a private window */ } };
  const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))]
    .map((one, at) => (at === 6 ? (one & 15) | 64 : at === 8 ? (one & 63) | 128 : one).toString(16).padStart(2, "0")).join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const stamp = () => new Date(Date.now() + skew).toISOString();
  const clock = (seconds) => {
    const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((one) => String(one).padStart(2, "0"));
    const hours = Math.floor(seconds / 3600);
    return (hours ? [String(hours), ...parts] : parts).join(":");
  };

  function tick() {
    for (const one of page.querySelectorAll("[data-since]")) {
      const until = one.dataset.until ? new Date(one.dataset.until) : Date.now() + skew;
      one.querySelector("[data-clock]").textContent = clock(Math.max(0, Math.floor((until - new Date(one.dataset.since)) / 1000)));
    }
  }

  function showAnswered(at) {
    const talking = page.querySelector("[data-talking]");
    if (!talking.hidden) return;
    page.querySelector("[data-since]").dataset.until = at;
    talking.dataset.since = at;
    talking.hidden = false;
    page.querySelector("[data-queued='answered']").hidden = true;
    page.querySelector("[data-say-first]").open = false;
    tick();
  }

  function showWaiting() {
    const list = page.querySelector("[data-waiting]");
    list.replaceChildren(...items().filter((one) => one.label).map((one) => {
      const line = document.createElement("li"), words = document.createElement("bdi"), state = document.createElement("span");
      words.textContent = one.label;
      state.className = "quiet";
      state.textContent = ` ${list.dataset.words}`;
      line.append(words, state);
      return line;
    }));
  }

  async function flush() {
    if (sending) return;
    sending = true;
    let again = false;
    for (let next = items()[0]; next; next = items()[0]) {
      const body = new URLSearchParams(next.fields);
      body.set("csrfmiddlewaretoken", page.querySelector("[name=csrfmiddlewaretoken]").value);
      try {
        const answer = await fetch(next.url, { method: "POST", body, headers: { "X-Kept": "1" }, redirect: "manual" });
        // Refused for good (422, 404, 410) is said by the page; only what may succeed later waits.
        if (answer.status >= 500) throw new Error(String(answer.status));
        if (answer.ok || answer.status === 422) put(await answer.text());
        remember(items().filter((one) => one.id !== next.id));
      } catch {
        again = true;
        break;
      }
    }
    sending = false;
    showWaiting();
    if (again) setTimeout(flush, AGAIN);
  }

  const put = (html) => {
    const list = page.querySelector("[data-caught]");
    note({ list: html });
    hold();
    if (!list.contains(document.activeElement) || document.activeElement.tagName !== "INPUT") list.innerHTML = html;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!page?.contains(form)) return;
    if (form.matches("[data-stamped]")) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "tapped_at", value: stamp() });
      form.append(hidden);
      // Away from the network the page stays; what was tapped is said again by tapping again.
      if (navigator.onLine === false) { event.preventDefault(); hidden.remove(); page.querySelector("[data-keeping]").hidden = false;
        page.querySelector("[data-keeping]").textContent = page.querySelector("[data-call-words]").dataset.keepingOffline; }
      return;
    }
    if (!form.matches("[data-queued]")) return;
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(form, event.submitter)].filter(([name]) => name !== "csrfmiddlewaretoken"));
    fields.tapped_at = stamp();
    const id = newKey();
    if (form.action.endsWith("/lines/") && !fields.key) fields.key = id;
    const label = event.submitter?.dataset.label ?? fields.text ?? "";
    remember([...items(), { id, url: form.action, fields, label }]);
    if (form.dataset.queued === "answered") showAnswered(fields.tapped_at);
    if (form.dataset.queued === "technique") form.closest("details").open = false;
    if (form.querySelector("input[type=text], input:not([type])") && !form.closest("[data-caught]")) form.reset();
    showWaiting();
    flush();
  });

  // The worker fetches the page as it is now, with all it is made of; only over https or on one's own machine there is one.
  function hold() {
    clearTimeout(holding);
    holding = setTimeout(async () => {
      const parts = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => one.startsWith(`${location.origin}/static/`));
      try { (await navigator.serviceWorker.ready).active.postMessage({ hold: location.href, parts: [...new Set(parts)] }); } catch { /* no worker here */ }
    }, HELD_AFTER);
  }

  function begin() {
    if ("fromShelf" in page.dataset) {
      skew = known().skew ?? 0;
      if (known().list) page.querySelector("[data-caught]").innerHTML = known().list;
    } else {
      skew = new Date(page.dataset.now) - Date.now();
      note({ skew });
      navigator.serviceWorker?.register(page.dataset.worker, { scope: page.dataset.scope }).then(hold, () => { /* no worker here */ });
    }
  }

  addEventListener("DOMContentLoaded", () => {
    page = document.querySelector("[data-on-call]");
    if (!page) return;
    key = `amana-call ${page.dataset.call}`;
    begin();
    for (const one of page.querySelectorAll("[data-no-script]")) one.hidden = true;
    const words = page.querySelector("[data-call-words]");
    words.addEventListener("amana:kept", (event) => {
      const { revision, said, lines } = event.detail;
      words.elements.revision.value = revision;
      // What another page kept meanwhile is shown here too, unless more is being typed at this moment.
      if (said !== words.elements.said.value.trim() && !said.startsWith(words.elements.said.value.trim())) words.elements.said.value = said;
      put(lines);
    });
    const first = items().find((one) => one.url.endsWith("/answered/"));
    if (first) showAnswered(first.fields.tapped_at);
    tick();
    setInterval(tick, 1000);
    showWaiting();
    flush();
    addEventListener("online", flush);
  });
})();
