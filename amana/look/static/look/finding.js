/* On the page of what was found the arrows go from hit to hit, and from the field to the first one. Enter opens, as everywhere. */
(() => {
  const field = () => document.querySelector("[data-key='/']");
  const rows = () => [...document.querySelectorAll("[data-row]")];

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || document.querySelector("dialog[open]")) return;
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const isInField = document.activeElement === field();
    // Where nothing of ours has the focus, the arrows move the page as ever.
    if (!all.length || (here === -1 && !isInField) || (isInField && step < 0)) return;
    event.preventDefault();
    if (here === 0 && step < 0) { field()?.focus(); return; }
    all[Math.min(all.length - 1, isInField ? 0 : here + step)].querySelector("a")?.focus();
  });
})();
