/* Bold, list and link by button and by key: they write plain text conventions into the field. Without this file they are typed. */
(() => {
  const change = (field, words, from, to) => {
    field.setRangeText(words, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  const acts = {
    bold(field) {
      const { selectionStart: from, selectionEnd: to, value } = field;
      const words = value.slice(from, to);
      if (value.slice(from - 2, from) === "**" && value.slice(to, to + 2) === "**") {
        change(field, words, from - 2, to + 2);
        field.setSelectionRange(from - 2, to - 2);
        return;
      }
      change(field, `**${words}**`, from, to);
      field.setSelectionRange(from + 2, to + 2);
    },
    list(field) {
      const { selectionStart, selectionEnd, value } = field;
      const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
      const end = value.indexOf("\n", Math.max(from, selectionEnd - 1));
      const to = end < 0 ? value.length : end;
      const lines = value.slice(from, to).split("\n");
      const isList = lines.every((line) => line.startsWith("- "));
      change(field, lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n"), from, to);
    },
    link(field) {
      const { selectionStart: from, selectionEnd: to, value } = field;
      const words = value.slice(from, to);
      const begun = words ? `[${words}](https://` : "https://";
      change(field, words ? `${begun})` : begun, from, to);
      field.setSelectionRange(from + begun.length, from + begun.length);
    },
  };

  const fieldOf = (tools) => document.getElementById(tools.dataset.formats);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-format]");
    const field = button && fieldOf(button.closest("[data-formats]"));
    if (field) acts[button.dataset.format](field);
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing || !event.target.id) return;
    const tools = document.querySelector(`[data-formats="${CSS.escape(event.target.id)}"]`);
    // By place of the key, so that it is the same with a Hebrew or Arabic keyboard.
    const name = { KeyB: "bold", KeyK: "link", Digit8: event.shiftKey ? "list" : "" }[event.code];
    if (!tools || !name) return;
    event.preventDefault();
    acts[name](event.target);
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const tools of document.querySelectorAll("[data-formats]")) tools.hidden = false;
  });
})();
