/* What falls due rings in this browser while the page is open: asked for by a click, and only where the browser can. */
(() => {
  const place = document.querySelector("[data-rings]");
  if (!place || !("Notification" in window)) return;
  const WANTED = "amana-rings", EVERY = 60_000;
  const button = place.querySelector("button"), said = place.querySelector("[data-ringing]");
  const kept = { get: () => { try { return localStorage.getItem(WANTED); } catch { return null; } },
    set: (value) => { try { localStorage.setItem(WANTED, value); } catch { /* private window: asked for again next time */ } } };
  const rung = new Set();

  async function look() {
    const answer = await fetch(place.dataset.rings, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    for (const one of (await answer.json()).due) {
      if (rung.has(one.key)) continue;
      rung.add(one.key);
      const notice = new Notification(one.title, { body: one.what, tag: one.key, lang: document.documentElement.lang, dir: document.dir });
      notice.onclick = () => { window.focus(); location.assign(one.url); };
    }
  }
  function begin() {
    button.hidden = true;
    said.hidden = false;
    look();
    setInterval(look, EVERY);
  }
  place.hidden = false;
  button.addEventListener("click", async () => {
    if (await Notification.requestPermission() !== "granted") return;
    kept.set("1");
    begin();
  });
  if (Notification.permission === "granted" && kept.get()) begin();
})();
