/* A case page that stays true: who else is here, and what was added since. Without this file the page is as it was when it was opened. */
(() => {
  const page = document.querySelector("[data-live]");
  if (!page?.dataset.live) return;
  const { live, stands: known, typing: isWriting, reading: isReading } = page.dataset;
  const every = Number(page.dataset.every) * 1000;
  let tag = "";
  let stands = known;
  let typedAt = 0;

  document.addEventListener("input", (event) => {
    if (event.target.closest(".composer")) typedAt = Date.now();
  });

  function showReaders(readers) {
    const shown = page.querySelector("[data-readers]");
    shown.replaceChildren(...readers.map((reader) => {
      const line = document.createElement("span");
      const name = document.createElement("bdi");
      name.textContent = reader.name;
      line.className = reader.typing ? "readers__one readers__one--typing" : "readers__one";
      line.append(name, ` ${reader.typing ? isWriting : isReading}`);
      return line;
    }));
    shown.hidden = !readers.length;
  }

  /* The story, the next step and what stands beside it come from the page itself, so that there is one way to tell them. */
  async function takeIn() {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live-part]")) {
      const next = fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
      // What somebody is in the middle of is left alone.
      if (next && !part.contains(document.activeElement)) part.replaceWith(document.importNode(next, true));
    }
    document.querySelector("[data-live-said]").textContent = page.dataset.added;
  }

  async function ask() {
    if (document.visibilityState !== "visible") return;
    const typing = new URLSearchParams(Date.now() - typedAt < 2 * every ? { typing: "1" } : {});
    const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
    if (tag) headers["If-None-Match"] = tag;
    const answer = await fetch(live, { method: "POST", headers, body: typing, cache: "no-store" });
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag") ?? "";
    const said = await answer.json();
    showReaders(said.readers);
    if (said.stands !== stands) {
      stands = said.stands;
      await takeIn();
    }
  }

  const asking = () => ask().catch(() => { /* no connection: asked again at the next turn */ });
  setInterval(asking, every);
  document.addEventListener("visibilitychange", asking);
  asking();
})();
