/* The clock of a call: counts its minutes into the field. Without this file the minutes are typed. */
(() => {
  const timer = document.querySelector("[data-timer]");
  const minutes = document.querySelector("[name=minutes]");
  if (!timer || !minutes) return;
  const button = timer.querySelector("button");
  const shown = timer.querySelector("[role=timer]");
  let since = 0;
  let before = 0;
  let ticking = 0;

  const elapsed = () => before + (since ? Date.now() - since : 0);

  function show() {
    const seconds = Math.floor(elapsed() / 1000);
    shown.textContent = [Math.floor(seconds / 60), seconds % 60].map((one) => String(one).padStart(2, "0")).join(":");
    minutes.value = Math.max(1, Math.round(seconds / 60));
  }

  button.addEventListener("click", () => {
    if (since) {
      before = elapsed();
      since = 0;
      clearInterval(ticking);
    } else {
      since = Date.now();
      ticking = setInterval(show, 1000);
    }
    button.textContent = since ? timer.dataset.stop : timer.dataset.start;
    show();
  });
  timer.hidden = false;
})();
