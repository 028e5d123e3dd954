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
    "a": () => answerRow("a"),
    "x": () => document.activeElement?.closest("[data-row]")?.querySelector("[data-tick]")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    // Control and Enter send what is being written, as people are used to.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const send = event.target.closest("form")?.querySelector("[data-key='send']");
      if (send) { event.preventDefault(); send.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { closeWhatIsOpen(); return; }
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    // By place as well as by letter: with a Hebrew or Arabic keyboard "j" types another letter.
    const key = keys[event.key] ? event.key : { KeyJ: "j", KeyK: "k", KeyR: "r", KeyA: "a", KeyX: "x", KeyT: "t" }[event.code];
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

  /* What is being written is kept in this browser until it is sent. */
  const draftOf = (field) => `amana-draft ${field.dataset.draft}`;
  function keepDraft(field) {
    try {
      if (field.value) localStorage.setItem(draftOf(field), field.value);
      else localStorage.removeItem(draftOf(field));
    } catch { /* private window: nothing is kept */ }
  }
  function restoreDrafts() {
    for (const field of document.querySelectorAll("[data-draft]")) {
      try {
        // Just sent: the page says so, and what was kept is of no more use.
        if (new URLSearchParams(location.search).has("sent")) localStorage.removeItem(draftOf(field));
        else if (!field.value) field.value = localStorage.getItem(draftOf(field)) ?? "";
      } catch { return; }
      if (field.value) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.draft) keepDraft(event.target);
  });

  /* A wording to take goes into the text in place of the words it is about, else at the end; without this the server does it. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    const field = button?.form?.elements.text;
    if (!field) return;
    event.preventDefault();
    const { take, takeFor, savedKey } = button.dataset;
    if (savedKey && button.form.elements.saved) button.form.elements.saved.value = savedKey;
    const at = takeFor ? field.value.indexOf(takeFor) : -1;
    const kept = field.value.trimEnd();
    const [from, to, words] = at >= 0 ? [at, at + takeFor.length, take] : [kept.length, field.value.length, `${kept ? "\n\n" : ""}${take}`];
    field.setRangeText(words, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  /* Files dropped on the words, or pasted, go with them. */
  function addFiles(field, files) {
    const input = field.form?.elements[field.dataset.takesFiles];
    if (!input || !files.length) return false;
    const all = new DataTransfer();
    for (const file of [...input.files, ...files]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }
  for (const [name, part] of [["drop", "dataTransfer"], ["paste", "clipboardData"]]) {
    document.addEventListener(name, (event) => {
      const field = event.target.closest?.("[data-takes-files]");
      if (field && addFiles(field, [...(event[part]?.files ?? [])])) event.preventDefault();
    });
  }

  /* Words that are selected in a message are what somebody means who says that something was missed. */
  let selected = "";
  document.addEventListener("selectionchange", () => {
    const words = String(document.getSelection() ?? "").trim();
    if (words && !isTyping(document.activeElement ?? document.body)) selected = words.slice(0, 500);
  });
  document.addEventListener("toggle", (event) => {
    const field = event.target.querySelector?.("[data-selected]");
    if (field && event.target.open && !field.value) field.value = selected;
  }, true);

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
    restoreDrafts();
    hideWhatIsOver();
    openWhatIsAskedFor();
    showWhereWeAre();
    document.querySelector("main [aria-invalid='true']")?.focus();
    for (const themes of document.querySelectorAll("[data-themes]")) themes.hidden = false;
    showTheme();
    countTicks();
  });
})();
