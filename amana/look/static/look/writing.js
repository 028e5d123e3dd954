/* Writing: drafts kept in this browser, wordings to take, files dropped or pasted, words selected. Every page works without this file. */
(() => {
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

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

  document.addEventListener("DOMContentLoaded", restoreDrafts);
})();
