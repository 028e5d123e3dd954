/* Keys, the sheet and the choice of light or dark. Every page works without this file. */
(() => {
  const root = document.documentElement;
  const remembered = (() => {
    try { return localStorage.getItem("amana-theme") ?? ""; } catch { return ""; }
  })();
  // Before the first paint, so that a dark page never flashes light.
  if (remembered) root.dataset.theme = remembered;

  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  function chooseTheme(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    try { localStorage.setItem("amana-theme", theme); } catch { /* private window: kept for this page only */ }
    showTheme();
  }

  function showTheme() {
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === (root.dataset.theme ?? "")));
    }
  }

  function stepRows(step) {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = here === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step));
    rows[next].querySelector("a, button")?.focus();
  }

  function openSaved() {
    const saved = document.querySelector("[data-saved]");
    if (!saved) return;
    saved.open = true;
    saved.querySelector("button")?.focus();
  }

  function stepSaved(event) {
    const all = [...event.target.closest("[data-saved]").querySelectorAll("button")];
    const next = all.indexOf(document.activeElement) + (event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : 1);
    all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
    event.preventDefault();
  }

  function closeWhatIsOpen() {
    const open = document.querySelector(".desk__me[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    if (document.querySelector(".side:target")) {
      location.hash = "page";
      document.querySelector(".sheet__open")?.focus();
      return;
    }
    if (isTyping(document.activeElement)) document.activeElement.blur();
  }

  const keys = {
    "/": () => document.querySelector("[data-key='/']")?.focus(),
    "j": () => stepRows(1),
    "k": () => stepRows(-1),
    "r": () => document.querySelector("[data-key='r']")?.focus(),
    "t": () => document.querySelector("[data-key='t']")?.focus(),
    "s": () => openSaved(),
    "u": () => document.querySelector(".desk__name")?.click(),
    "a": () => answerRow("a"),
    "x": () => document.activeElement?.closest("[data-row]")?.querySelector("[data-tick]")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    // Control and Enter send what is being written, as people are used to; with Shift the end is proposed with it.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const send = event.target.closest("form")?.querySelector(`[data-key='${event.shiftKey ? "close" : "send"}']`);
      if (send) { event.preventDefault(); send.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { closeWhatIsOpen(); return; }
    if (event.target.closest("[data-saved]") && event.key.startsWith("Arrow")) { stepSaved(event); return; }
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    // By place as well as by letter: with a Hebrew or Arabic keyboard "j" types another letter.
    const key = keys[event.key] ? event.key : { KeyJ: "j", KeyK: "k", KeyR: "r", KeyA: "a", KeyX: "x", KeyT: "t", KeyS: "s", KeyU: "u" }[event.code];
    if (!key) return;
    event.preventDefault();
    keys[key]();
  });

  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-set]");
    if (theme) chooseTheme(theme.dataset.themeSet);
    const menu = document.querySelector(".desk__me[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  /* A part of a page is put in anew: whoever works with keys goes on from the same place, not from the top of the page. */
  const reached = "a[href], button:not([disabled]), input:not([type='hidden']), select, textarea, summary";
  let place = null;
  document.addEventListener("htmx:before:swap", () => {
    const here = document.activeElement?.closest("[data-keeps-place]");
    place = here && { part: here.id, at: [...here.querySelectorAll(reached)].indexOf(document.activeElement) };
  });
  document.addEventListener("htmx:after:swap", () => {
    const all = place && document.activeElement === document.body ? document.getElementById(place.part)?.querySelectorAll(reached) : null;
    if (all?.length) all[Math.max(0, Math.min(place.at, all.length - 1))].focus();
    place = null;
  });

  /* What can be done with ticked rows shows once something is ticked. */
  function countTicks() {
    for (const form of document.querySelectorAll("[data-bulk]")) {
      const count = form.querySelectorAll("[data-tick]:checked").length;
      const shown = form.querySelector("[data-bulk-count]");
      shown.textContent = count ? `${count} ${shown.dataset.words}` : "";
      form.querySelector("[data-bulk-bar]").hidden = !count;
    }
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick]")) countTicks();
  });

  function hideWhatIsOver() {
    for (const notice of document.querySelectorAll("[data-until]")) {
      setTimeout(() => notice.remove(), Math.max(0, new Date(notice.dataset.until) - Date.now()));
    }
  }

  /* On a telephone the places of the desk may not fit in one line: the one that is open is brought into sight. */
  function showWhereWeAre() {
    const here = document.querySelector(".desk__nav a[aria-current]");
    if (!here) return;
    const place = here.getBoundingClientRect();
    const all = here.parentElement.getBoundingClientRect();
    if (place.left < all.left || place.right > all.right) here.parentElement.scrollBy(place.left + place.width / 2 - all.left - all.width / 2, 0);
  }

  function openWhatIsAskedFor() {
    const asked = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (asked && asked.tagName === "DETAILS") asked.open = true;
  }
  window.addEventListener("hashchange", openWhatIsAskedFor);

  function answerRow(letter) {
    const row = document.activeElement?.closest("[data-row]");
    row?.querySelector(`[data-answer="${letter}"]`)?.click();
  }

  document.addEventListener("DOMContentLoaded", () => {
    hideWhatIsOver();
    openWhatIsAskedFor();
    showWhereWeAre();
    document.querySelector("main [aria-invalid='true']")?.focus();
    for (const themes of document.querySelectorAll("[data-themes]")) themes.hidden = false;
    showTheme();
    countTicks();
  });
})();
