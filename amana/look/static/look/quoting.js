/* Quoting a system: the words go into the reply at the place of the pen, and are sealed. Without this file the server puts them into the draft. */
(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-quotes]");
    const field = document.getElementById("composer-text");
    if (!button || !field) return;
    event.preventDefault();
    const form = new FormData(button.form);
    form.set("into", "note");
    const headers = { Accept: "text/plain" };
    button.disabled = true;
    const answer = await fetch(button.form.action, { method: "POST", headers, body: new URLSearchParams(form) }).catch(() => null);
    button.disabled = false;
    if (!answer?.ok || answer.redirected) { button.form.requestSubmit(button.form.querySelector("[value='note']")); return; }
    const words = await answer.text();
    const before = field.value.slice(0, field.selectionEnd);
    const gap = before && !before.endsWith("\n") ? "\n" : "";
    if (location.hash === "#side") location.hash = "reply";
    field.setRangeText(`${gap}${words}\n`, field.selectionEnd, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
})();
