/* Whoever signs out leaves nothing of their cases in this browser; a page for signing in takes away the copies of pages alone,
   as words that were not sent yet belong to whoever signs in again. */
(() => {
  const copies = () => globalThis.caches?.delete("amana-call").catch(() => {});
  const words = () => {
    try { for (const one of Object.keys(localStorage)) if (/^amana-(keep|known|call) /.test(one)) localStorage.removeItem(one); } catch { /* a private window */ }
  };

  addEventListener("DOMContentLoaded", () => {
    if (document.body.classList.contains("account")) copies();
    for (const form of document.querySelectorAll("form[data-leaves]")) form.addEventListener("submit", () => { copies(); words(); });
  });
})();
