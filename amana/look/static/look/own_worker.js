/* What a browser keeps running for one's own cases: the page of a call under way survives a reload without network, and
   notices arrive while no page is open. Nothing but the page of the call is kept, for half a day at most; leaving.js and
   every page for signing in take it away. */
const SHELF = "amana-call", KEPT_FOR = 12 * 3600 * 1000, PATIENCE = 4000;
// The page is one person's, in the language it had: what else a request says makes no other page of it.
const ANY = { ignoreVary: true };
const AWAY = new Set([502, 503, 504]);

const isCall = (url) => url.origin === self.location.origin && /^\/mine\/[^/]+\/call\/$/.test(url.pathname);
const isPart = (url) => url.origin === self.location.origin && url.pathname.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* A page is copied with the moment it was copied; one that is not answered, or leads elsewhere, is over. */
async function copy(address) {
  const answer = await fetch(address, { credentials: "same-origin", redirect: "manual" });
  const shelf = await caches.open(SHELF);
  if (answer.status === 200) {
    const headers = new Headers(answer.headers);
    headers.set("X-Kept-At", String(Date.now()));
    await shelf.put(address, new Response(await answer.text(), { headers }));
  } else if (!AWAY.has(answer.status)) await shelf.delete(address, ANY);
}

async function hold({ hold: address, parts }) {
  await copy(address);
  const shelf = await caches.open(SHELF);
  for (const part of parts.filter((one) => isPart(new URL(one)))) if (!await shelf.match(part, ANY)) await shelf.add(part);
}

async function lookAgain() {
  const shelf = await caches.open(SHELF);
  for (const one of await shelf.keys()) if (isCall(new URL(one.url))) await copy(one.url);
}

self.addEventListener("message", (event) => {
  if (event.data?.hold && isCall(new URL(event.data.hold))) event.waitUntil(hold(event.data).catch(() => {}));
});

async function kept(request) {
  const found = await (await caches.open(SHELF)).match(request, ANY);
  const at = Number(found?.headers.get("X-Kept-At") ?? Date.now());
  return found && Date.now() - at < KEPT_FOR ? found : undefined;
}

/* The network first; what is kept, when it fails or is silent for too long. */
async function either(request, found) {
  const slow = new Promise((_done, fail) => { if (found) setTimeout(fail, PATIENCE); });
  const answer = await Promise.race([fetch(request), slow]);
  if (found && AWAY.has(answer.status)) throw new Error(String(answer.status));
  return answer;
}

async function callPage(request) {
  const found = await kept(request);
  try {
    const answer = await either(request, found);
    if (answer.status !== 200) await (await caches.open(SHELF)).delete(request, ANY);
    return answer;
  } catch {
    if (!found) return Response.error();
    const text = (await found.text()).replace(/data-on-call /, 'data-on-call data-from-shelf ');
    return new Response(text, { headers: found.headers });
  }
}

async function part(request) {
  const found = await kept(request);
  return either(request, found).catch(() => found ?? Response.error());
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && isCall(url)) event.respondWith(callPage(request));
  else if (isPart(url)) event.respondWith(part(request));
  else if (request.mode === "navigate" && url.pathname === "/mine/") event.waitUntil(lookAgain().catch(() => {}));
});

/* Notices: what is due and on which case; no word of it. */
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch { /* not ours; something must be shown all the same */ }
  event.waitUntil(self.registration.showNotification(said.title ?? "Amana", {
    body: said.number ?? "",
    tag: `${said.url ?? ""} ${said.title ?? ""}`,
    lang: said.language ?? "",
    dir: said.direction ?? "auto",
    data: { url: said.url ?? "/mine/" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  const path = url.origin === self.location.origin && url.pathname.startsWith("/mine/") ? url.href : "/mine/";
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window" });
    const same = open.find((one) => one.url === new URL(path, self.location.origin).href);
    return same ? same.focus() : self.clients.openWindow(path);
  })());
});
