/* Completing a colleague's name after "@" in a note. Without this file the name is typed whole. */
(() => {
  const before = (field) => field.value.slice(0, field.selectionStart).match(/(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}' -]{0,40})$/u);

  function namesOf(field) {
    try { return JSON.parse(field.dataset.mentions); } catch { return []; }
  }

  function listOf(field) {
    let list = document.getElementById("mentions-list");
    if (!list) {
      list = document.createElement("ul");
      list.id = "mentions-list";
      list.className = "mentions";
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", field.dataset.mentionsLabel);
      list.hidden = true;
      field.after(list);
      field.setAttribute("aria-controls", list.id);
      field.setAttribute("aria-autocomplete", "list");
    }
    return list;
  }

  function mark(field, list, index) {
    [...list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === index)));
    field.setAttribute("aria-activedescendant", list.children[index]?.id ?? "");
  }

  function close(field) {
    const list = listOf(field);
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  }

  function take(field, name) {
    const found = before(field);
    if (!found) return;
    const end = field.selectionStart;
    field.setRangeText(`@${name} `, end - found[1].length - 1, end, "end");
    close(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  function offer(field) {
    const found = before(field);
    const typed = (found?.[1] ?? "").toLocaleLowerCase();
    const names = found ? namesOf(field).filter((name) => name.toLocaleLowerCase().startsWith(typed) && name.toLocaleLowerCase() !== typed) : [];
    const list = listOf(field);
    list.replaceChildren(...names.slice(0, 8).map((name, place) => {
      const one = document.createElement("li");
      one.id = `mention-${place}`;
      one.setAttribute("role", "option");
      one.dir = "auto";
      one.textContent = name;
      // Before the field loses the focus, and with it the place in the text.
      one.addEventListener("mousedown", (event) => { event.preventDefault(); take(field, name); });
      return one;
    }));
    list.hidden = !list.children.length;
    mark(field, list, 0);
  }

  function steps(event, field) {
    const list = listOf(field);
    if (list.hidden || event.isComposing) return;
    const here = [...list.children].findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(field, list, (here + step + list.children.length) % list.children.length);
    } else if (event.key === "Enter" || event.key === "Tab") {
      take(field, list.children[here].textContent);
    } else if (event.key === "Escape") {
      close(field);
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  }

  for (const field of document.querySelectorAll("[data-mentions]")) {
    let last = field.value;
    field.addEventListener("input", () => {
      if (field.value !== last) offer(field);
      last = field.value;
    });
    field.addEventListener("keydown", (event) => steps(event, field));
    field.addEventListener("blur", () => close(field));
  }
})();
