/* Who is calling, on every page of the desk. Without this file the calls stand in the list of those to be placed, afterwards. */
(() => {
  const place = document.querySelector("[data-ringing-calls]");
  if (!place) return;
  const EVERY = 4000, NONE = "amana-no-telephone";
  const kept = { get: () => { try { return sessionStorage.getItem(NONE); } catch { return null; } },
    set: () => { try { sessionStorage.setItem(NONE, "1"); } catch { /* a private window: asked again on the next page */ } } };
  if (kept.get()) return;
  // Calls somebody put away on this page: they ring on, and are not in the way.
  const away = new Set();
  let shown = "", timer = 0;

  async function look() {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch(place.dataset.ringingCalls, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (answer.headers.get("Amana-Telephone") === "none") { clearInterval(timer); kept.set(); return; }
    if (answer.status !== 200 || answer.redirected) return;
    const said = (await answer.text()).trim();
    // What stands there is left alone while nothing changed: somebody may be about to click on it.
    if (said === shown) return;
    shown = said;
    const fresh = [...new DOMParser().parseFromString(said, "text/html").body.children];
    show(fresh.filter((one) => !away.has(one.dataset.call)).map((one) => document.importNode(one, true)));
  }
  function show(calls) {
    place.replaceChildren(...calls);
    place.hidden = !calls.length;
  }
  place.addEventListener("click", (event) => {
    const call = event.target.closest("[data-put-away]")?.closest("[data-call]");
    if (!call) return;
    away.add(call.dataset.call);
    show([...place.children].filter((one) => one !== call));
  });
  const asking = () => look().catch(() => { /* no connection: asked again at the next turn */ });
  timer = setInterval(asking, EVERY);
  document.addEventListener("visibilitychange", asking);
  asking();
})();
