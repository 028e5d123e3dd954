/* Adds this browser to those that are told, when somebody asks for it; without this file the rest of the page works as it is. */
(() => {
  const part = document.querySelector("[data-browsers]");
  if (!part) return;
  const button = part.querySelector("[data-browsers-add]");
  const said = part.querySelector("[data-browsers-said]");
  const { add, key, worker, scope, refused, failed, unable } = part.dataset;
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    said.textContent = unable;
    return;
  }

  async function post(url, fields) {
    const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
    const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams(fields) });
    const content = await answer.json();
    if (!answer.ok) throw new Error(content.sentence ?? failed);
    return content;
  }

  function bytesOf(text) {
    const whole = text.replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(whole + "=".repeat((4 - whole.length % 4) % 4)), (letter) => letter.charCodeAt(0));
  }

  async function addThis() {
    if (await Notification.requestPermission() !== "granted") {
      said.textContent = refused;
      return;
    }
    const ours = await post(key, {});
    const registered = await navigator.serviceWorker.register(worker, { scope });
    await navigator.serviceWorker.ready.catch(() => registered);
    const asked = { userVisibleOnly: true, applicationServerKey: bytesOf(ours.key) };
    // One that was made for another key is of no use any more.
    const subscription = await registered.pushManager.subscribe(asked).catch(async () => {
      await (await registered.pushManager.getSubscription())?.unsubscribe();
      return registered.pushManager.subscribe(asked);
    });
    await post(add, { subscription: JSON.stringify(subscription) });
    location.reload();
  }

  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "";
    await addThis().catch((trouble) => { said.textContent = trouble.name === "Error" ? trouble.message : failed; });
    button.disabled = false;
  });
})();
