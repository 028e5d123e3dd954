/* Shows the notices of the desk while no page of it is open. It keeps nothing and fetches nothing. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

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
    data: { url: said.url ?? "/desk/" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  // Only pages of the desk are opened, whatever was sent.
  const path = url.origin === self.location.origin && url.pathname.startsWith("/desk/") ? url.href : "/desk/";
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window" });
    const same = open.find((one) => one.url === new URL(path, self.location.origin).href);
    return same ? same.focus() : self.clients.openWindow(path);
  })());
});
