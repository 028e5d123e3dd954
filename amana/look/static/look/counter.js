/* The counter by keyboard alone. Every form works without this file. */
(() => {
  const letters = { KeyQ: "q", KeyT: "t", KeyM: "m", KeyH: "h", KeyS: "s", KeyZ: "z" };
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
  let isUnderWay = false;

  /* By place as well as by letter: with a Hebrew or Arabic keyboard "q" types another letter. */
  function meant(event) {
    const figure = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (/^[1-9]$/.test(event.key)) return event.key;
    return figure && !event.shiftKey ? figure[1] : letters[event.code] ?? event.key.toLowerCase();
  }

  function act(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      event.stopImmediatePropagation();
      document.getElementById("counter-keys").showModal();
      return;
    }
    const wanted = meant(event);
    const found = document.querySelector(`[data-counter-key="${CSS.escape(wanted)}"], [data-key="${CSS.escape(wanted)}"]`);
    if (!found?.closest("[data-counter]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // A key pressed while the next case is on its way was meant for the one before it.
    if (found.tagName === "BUTTON") { if (!isUnderWay) found.click(); } else { found.focus(); found.select?.(); }
  }

  document.addEventListener("keydown", act, true);
  document.addEventListener("htmx:before:request", () => { isUnderWay = true; });
  for (const over of ["htmx:after:swap", "htmx:error", "htmx:after:request"]) {
    document.addEventListener(over, () => { isUnderWay = false; });
  }
  // The next case is there: whoever works with keys, or has it read aloud, begins with who takes it.
  document.addEventListener("htmx:after:swap", () => document.querySelector("[data-counter-first]")?.focus());
  document.addEventListener("DOMContentLoaded", () => document.querySelector("[data-counter-first]")?.focus({ preventScroll: true }));
})();
