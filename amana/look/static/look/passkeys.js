/* Passkeys: buttons for them stand only where the browser knows them, and what fails is said on the page. */
addEventListener("DOMContentLoaded", () => {
  const knows = window.isSecureContext && window.PublicKeyCredential;
  for (const one of document.querySelectorAll("[data-passkey]")) one.hidden = !knows;
  for (const one of document.querySelectorAll("[data-passkey-missing]")) one.hidden = Boolean(knows);
});
/* What each button asks of the browser is written on it; the library does the asking. */
addEventListener("DOMContentLoaded", () => {
  for (const one of document.querySelectorAll("[data-passkey-form]")) {
    const { passkeyForm, role, credential, passwordless } = one.dataset;
    const ids = { [role]: one.id, credential };
    if (passwordless) ids.passwordless = passwordless;
    if (document.getElementById("js_data")) ids.data = "js_data";
    window.allauth.webauthn.forms[passkeyForm]({ ids });
  }
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const one of document.querySelectorAll("[data-passkey-failed]")) one.hidden = false;
});
