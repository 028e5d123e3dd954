/* Who is calling, on every page of the desk. Without this file the calls stand in the list of those to be placed, afterwards. */
(() => {
  const place = document.querySelector("[data-ringing-calls]");
  if (!place) return;
  const EVERY = 4000, NONE = "amana-no-telephone";
  const kept = { get: () => { try { return sessionStorage.getItem(NONE); } catch { return null; } },
    set: () => { try { sessionStorage.setItem(NONE, "1"); } catch { /* a private window: asked again on the next page */ } } };
  if (kept.get()) return;
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
    const fresh = new DOMParser().parseFromString(said, "text/html");
    place.replaceChildren(...[...fresh.body.children].map((one) => document.importNode(one, true)));
    place.hidden = !said;
  }
  const asking = () => look().catch(() => { /* no connection: asked again at the next turn */ });
  timer = setInterval(asking, EVERY);
  document.addEventListener("visibilitychange", asking);
  asking();
})();
