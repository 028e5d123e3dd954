// The form and the conversation of a brand on a page of its own site: one button, one dialog, in a shadow root of its own.
(() => {
  const tag = document.currentScript;
  const base = tag.src.replace(/\.js(\?.*)?$/, "/");
  const slot = "amana-" + base.slice(-37, -1);
  const spoken = (tag.dataset.language || document.documentElement.lang || navigator.language || "").slice(0, 2);
  const language = ["he", "ar", "en"].includes(spoken) ? spoken : "";
  const page = location.origin + location.pathname;
  const SOONEST = 3000, LATEST = 30000;
  let shown, words, dialog, body, status, opener, openedAt, timer, wait, tagOf = "", last = "";

  const make = (name, given = {}, ...inside) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(given))
      key.startsWith("on") ? one.addEventListener(key.slice(2), value) : value !== false && one.setAttribute(key, value === true ? "" : value);
    one.append(...inside.filter(Boolean));
    return one;
  };
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // Kept until the tab is closed; where a page may keep nothing, until it is left.
  let held = "";
  try { held = sessionStorage.getItem(slot) || ""; } catch {}
  const hold = (token) => {
    held = token;
    try { sessionStorage.setItem(slot, token); } catch {}
  };

  // Nothing of the visitor goes along: no cookie, and no address of the page but what is sent on purpose.
  const ask = async (where, said, etag) => {
    const headers = {};
    if (said) headers["Content-Type"] = "application/json";
    if (where.startsWith("chat/")) headers.Authorization = "Bearer " + held;
    if (etag) headers["If-None-Match"] = etag;
    try {
      const answer = await fetch(base + where + "?lang=" + (shown ? shown.language : language), {
        method: said ? "POST" : "GET", headers, body: said && JSON.stringify(said), credentials: "omit",
        referrerPolicy: "no-referrer", cache: etag || said ? "no-store" : "default",
      });
      const found = answer.status === 304 ? {} : await answer.json();
      return { status: answer.status, etag: answer.headers.get("ETag"), ...found };
    } catch {
      return { status: 0, error: words && words.unsent };
    }
  };
  const say = (sentence, isWrong) => {
    status.textContent = sentence || "";
    status.className = isWrong ? "wrong" : "";
  };
  const show = (...parts) => {
    clearTimeout(timer);
    body.replaceChildren(...parts.filter(Boolean));
    say("");
  };
  const field = (id, label, input, help) =>
    make("p", {}, make("label", { for: id }, label), help && make("small", { id: id + "-help" }, help), input);
  const input = (id, given) => make("input", { id, name: id, dir: "auto", ...given });
  const button = (label, does, given) => make("button", { type: "button", onclick: does, ...given }, label);

  const done = () => {
    dialog.close();
    body.replaceChildren();
  };

  // ── the form ──
  const choices = () =>
    shown.answers.length > 0 && make("fieldset", {}, make("legend", { dir: "auto" }, shown.question),
      ...[...shown.answers, words.else].map((answer, at) => make("label", { class: "line" },
        make("input", { type: "radio", name: "place", required: true, value: at < shown.answers.length ? at + 1 : 0 }), make("span", { dir: "auto" }, answer))));
  const option = ([value, label]) => make("option", { value }, label);
  const call = () => {
    const when = make("select", { id: "when", name: "when" }), number = input("number", { type: "tel", autocomplete: "tel", maxlength: 24, dir: "ltr" });
    const inside = make("div", { hidden: true }, field("when", words.when, when), field("number", words.number, number));
    const box = make("input", { type: "checkbox", id: "call", onchange: async () => {
      const { times = [] } = box.checked ? await ask("times/") : {};
      if (box.checked && !times.length) say(words.none);
      number.required = box.checked = times.length > 0;
      inside.hidden = !box.checked;
      when.replaceChildren(...times.map(option));
    } });
    return make("div", {}, make("label", { class: "line" }, box, make("span", {}, words.call)), inside);
  };
  const form = () => {
    const own = key();
    let isSure = false;
    openedAt = Date.now();
    const offer = make("div", {});
    const send = make("button", { class: "main" }, words.send);
    const trap = input("website", { tabindex: -1, autocomplete: "off" });
    const all = make("form", { onsubmit: async (event) => {
      event.preventDefault();
      const at = (name) => all.elements[name], place = at("place");
      send.disabled = true;
      // What comes as fast as programs write is refused: somebody who pastes and sends waits for that moment here.
      await new Promise((go) => setTimeout(go, openedAt + 2500 - Date.now()));
      const answer = await ask("message/", {
        key: own, name: at("name").value, mail: at("mail").value, text: at("text").value, place: place ? Number(place.value) : 0,
        call_at: at("call") && at("call").checked ? at("when").value : "", number: at("number") ? at("number").value : "",
        website: trap.value, took: (Date.now() - openedAt) / 1000, sure: isSure, page,
      });
      send.disabled = false;
      trap.value = "";
      if (answer.offered) {
        isSure = true;
        send.textContent = words.sure;
        offer.replaceChildren(make("h3", { dir: "auto" }, answer.offered.title), make("div", { class: "words", dir: "auto" }, answer.offered.text));
        say(words.offered);
        return dialog.scrollTo(0, 0);
      }
      if (answer.status !== 200) return say(answer.error || words.closed, true);
      sent(answer, own, at("number") && at("number").value);
    } },
      offer,
      field("name", words.name, input("name", { required: true, maxlength: 120, autocomplete: "name" })),
      field("mail", words.mail, input("mail", { type: "email", required: true, maxlength: 254, autocomplete: "email", dir: "ltr" })),
      choices(),
      field("text", words.text, make("textarea", { id: "text", name: "text", rows: 5, dir: "auto", required: true, maxlength: shown.most, "aria-describedby": "text-help" }), words.help),
      make("div", { class: "away", "aria-hidden": "true" }, make("label", { for: "website" }, words.empty), trap),
      shown.offers_calls && call(),
      send);
    show(all, back());
    all.elements.name.focus();
  };
  const sent = (answer, own, number) => {
    const when = make("select", { id: "when" }, ...answer.times.map(option));
    show(make("h3", { tabindex: -1 }, words.sent),
      answer.times.length > 0 && make("form", { onsubmit: async (event) => {
        event.preventDefault();
        const again = await ask("call/", { key: own, call_at: when.value, number });
        again.status === 200 ? sent(again, own, number) : say(again.error, true);
      } }, field("when", words.when, when), make("button", { class: "main" }, words.send)),
      make("p", {}, words.mailed), button(words.close, done));
    say(answer.sentence);
    body.firstChild.focus();
  };
  const back = () => shown.has_chat && button(words.back, begin, { class: "quiet" });

  // ── the conversation ──
  const begin = () => {
    if (shown.has_chat && held) return talk();
    if (!shown.has_chat) return form();
    show(make("p", {}, shown.presence),
      make("p", { class: "line" }, button(words.chat, talk, { class: "main" }), button(words.form, form)));
    body.querySelector("button").focus();
  };
  const talk = () => {
    const seen = new Set(), log = make("div", { role: "log", "aria-label": words.said, tabindex: 0 });
    const about = make("p", { class: "faint" }, shown.presence), chosen = make("div", { class: "line" });
    const name = held ? null : field("name", words.name, input("name", { maxlength: 120, autocomplete: "name" }));
    const text = make("textarea", { id: "text", rows: 2, dir: "auto", required: true, maxlength: 4000, onkeydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); all.requestSubmit(); }
    } });
    let own = key();
    const put = async (what) => {
      const isNew = !held;
      if (isNew) hold(key() + key());
      const answer = await ask("chat/", { key: own, text: what, name: name ? name.querySelector("input").value : "", goes_on: !isNew, page });
      if (answer.status !== 200) {
        if (isNew && answer.status) hold("");
        say(answer.error || words.closed, true);
        return false;
      }
      own = key();
      say("");
      if (name) name.remove();
      tell(answer);
      later(SOONEST);
      return true;
    };
    const all = make("form", { onsubmit: async (event) => {
      event.preventDefault();
      const what = text.value;
      if (!what.trim()) return;
      text.readOnly = true;
      if (await put(what)) text.value = "";
      text.readOnly = false;
      text.focus();
    } }, name, field("text", words.say, text, words.help), make("button", { class: "main" }, words.send));
    const tell = (answer) => {
      tagOf = answer.etag;
      about.textContent = [answer.presence, answer.holder].filter(Boolean).join(" ");
      const now = JSON.stringify(answer.said);
      if (now !== last) {
        last = now;
        // Only what is new is added, so that only that is read aloud.
        log.append(...answer.said.filter(({ key }) => !seen.has(key) && seen.add(key)).map((one) => make("div", { class: one.by ? "one ours" : "one" },
          make("b", { dir: "auto" }, one.by || words.you), make("time", { datetime: one.at }, new Date(one.at).toLocaleTimeString(shown.language, { timeStyle: "short" })),
          make("div", { class: "words", dir: "auto" }, one.text))));
        log.scrollTop = log.scrollHeight;
      }
      chosen.replaceChildren(...(answer.answers.length ? [make("p", { dir: "auto" }, answer.question)] : []),
        ...answer.answers.map((one) => button(one, () => put(one))));
      leave.hidden = false;
    };
    const look = async () => {
      const answer = await ask("chat/", null, tagOf);
      if (!log.isConnected) return;
      if (answer.status === 404) return ended();
      if (answer.said) { const before = last; tell(answer); if (last !== before) wait = SOONEST; }
      later(Math.min(wait * 1.3, LATEST));
    };
    const later = (next) => {
      clearTimeout(timer);
      wait = next;
      timer = setTimeout(() => (dialog.open && !document.hidden ? look() : later(LATEST)), wait);
    };
    const leave = make("details", { hidden: !held }, make("summary", {}, words.going), make("p", {}, words.leave),
      make("form", { onsubmit: async (event) => {
        event.preventDefault();
        const answer = await ask("chat/mail/", { mail: leave.querySelector("input").value });
        if (answer.status !== 200) return say(answer.error || words.closed, true);
        hold("");
        show(make("p", { tabindex: -1 }, words.gone), button(words.close, done));
        body.firstChild.focus();
      } }, field("mail", words.mail, input("mail", { type: "email", required: true, maxlength: 254, autocomplete: "email", dir: "ltr" })), make("button", {}, words.send)));
    tagOf = last = "";
    show(about, log, chosen, all, leave, button(words.form, form, { class: "quiet" }));
    (name ? name.querySelector("input") : text).focus();
    if (held) look();
  };
  const ended = () => {
    hold("");
    show(make("p", { tabindex: -1 }, words.ended), make("p", { class: "line" }, button(words.chat, talk), button(words.form, form)));
    body.firstChild.focus();
  };

  // ── the button and the dialog ──
  const STYLE = `:host{all:initial}*{box-sizing:border-box;font:inherit}[hidden]{display:none!important}
.amana{font:16px/1.5 system-ui,sans-serif;color:#26221c;--paper:#fdfbf7;--line:#8d8577;--ours:#efe9dc;--main:#274b63;--wrong:#9c1c1c}
button{min-height:44px;padding:8px 16px;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:inherit;cursor:pointer}
a{color:inherit}.main,.opener{background:var(--main);border-color:var(--main);color:#fff}.quiet{border:0;text-decoration:underline}
.opener{position:fixed;inset-block-end:16px;inset-inline-end:16px;z-index:2147483000;box-shadow:0 2px 8px #0004}
:focus-visible{outline:3px solid #b8641c;outline-offset:2px}
dialog{inset:auto;inset-block-end:16px;inset-inline-end:16px;position:fixed;inline-size:min(400px,100vw - 32px);max-block-size:calc(100dvh - 32px);margin:0;padding:16px;overflow:auto;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:inherit;box-shadow:0 4px 24px #0005}
header{display:flex;justify-content:space-between;align-items:center;gap:8px}h2,h3{margin:0;font-size:20px;font-weight:600;overflow-wrap:anywhere}h3{font-size:16px}
p,fieldset,details,[role=log]{margin:12px 0}label,legend,small{display:block}small,.faint,time{font-size:14px;color:#625a4d}
input:not([type=radio],[type=checkbox]),textarea,select{inline-size:100%;min-height:44px;padding:8px;border:1px solid var(--line);border-radius:6px;background:#fff;color:inherit}
fieldset{border:1px solid var(--line);border-radius:6px}.line{display:flex;flex-wrap:wrap;gap:8px;align-items:center;min-height:32px}.line p{inline-size:100%;margin:0}.line:empty{display:none}
.away{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
[role=log]{max-block-size:40vh;overflow:auto}.one{margin:8px 0;padding:8px;border-inline-start:3px solid var(--line)}.ours{background:var(--ours);border-color:var(--main)}
b{font-weight:600}time{margin-inline-start:8px}.words{white-space:pre-wrap;overflow-wrap:anywhere}[role=status]:empty{margin:0}.wrong{color:var(--wrong);font-weight:600}
@media (prefers-color-scheme:dark){.amana{color:#ece6da;--paper:#211e19;--line:#8d8577;--ours:#2e2a23;--wrong:#ff9c8f}small,.faint,time{color:#b9b0a0}input:not([type=radio],[type=checkbox]),textarea,select{background:#2a2620}}
@media print{.amana{display:none}}`;
  const stand = () => {
    const host = make("div"), root = host.attachShadow({ mode: "open" }), sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    body = make("div");
    status = make("p", { role: "status" });
    dialog = make("dialog", { "aria-labelledby": "title", onclose: () => { clearTimeout(timer); opener.focus(); } },
      make("header", {}, make("h2", { id: "title", dir: "auto" }, words.title), button("✕", () => dialog.close(), { "aria-label": words.close })),
      status, body, make("p", {}, make("small", {}, make("a", { href: shown.page, target: "_blank", rel: "noopener" }, words.page))));
    opener = button(words.open, () => { dialog.showModal(); if (held || !body.childElementCount) begin(); }, { class: "opener", "aria-haspopup": "dialog" });
    root.append(make("div", { class: "amana", dir: shown.dir, lang: shown.language }, opener, dialog));
    document.body.append(host);
  };
  const start = async () => {
    const found = await ask("");
    if (found.status !== 200) return;
    shown = found;
    words = found.words;
    stand();
  };
  document.body ? start() : addEventListener("DOMContentLoaded", start);
})();
