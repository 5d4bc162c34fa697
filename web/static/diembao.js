// What pages can do better with a script. Without it every page reads and every form works.
"use strict";

// Walk a table with j and k or the arrows, open its row's first link with Enter: for tables with data-walk.
function walkTables() {
  for (const table of document.querySelectorAll("table[data-walk]")) {
    const rows = [...table.tBodies[0].rows];
    let at = -1;
    const go = (to) => {
      if (!rows.length) return;
      if (rows[at]) rows[at].classList.remove("at");
      at = Math.max(0, Math.min(rows.length - 1, to));
      rows[at].classList.add("at");
      const link = rows[at].querySelector("a") || rows[at].querySelector("button, input");
      if (link) link.focus({ preventScroll: true });
      rows[at].scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key.length === 1 && !hasKeys()) return;
      if (event.key === "j" || event.key === "ArrowDown" && table.contains(document.activeElement)) { go(at + 1); event.preventDefault(); }
      if (event.key === "k" || event.key === "ArrowUp" && table.contains(document.activeElement)) { go(at - 1); event.preventDefault(); }
    });
    table.addEventListener("focusin", (event) => {
      const found = rows.indexOf(event.target.closest("tr"));
      if (found >= 0 && found !== at) { if (rows[at]) rows[at].classList.remove("at"); at = found; rows[at].classList.add("at"); }
    });
  }
}

// Shortcuts that are one letter can be turned off for all pages (WCAG 2.1.4); arrows within a table stay.
function hasKeys() {
  return !("noKeys" in document.documentElement.dataset);
}

function isTyping(element) {
  return element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

// "/" goes to the search.
function slashSearches() {
  document.addEventListener("keydown", (event) => {
    const field = document.querySelector("[data-search-main], #tim-nhanh");
    if (event.key === "/" && hasKeys() && field && !isTyping(event.target) && !event.ctrlKey && !event.metaKey) { field.focus(); event.preventDefault(); }
  });
}

// Ask before what cannot be taken back: a form or button with data-confirm="sentence".
function askFirst() {
  document.addEventListener("submit", (event) => {
    const asking = event.submitter && event.submitter.dataset.confirm || event.target.dataset.confirm;
    if (asking && !window.confirm(asking)) event.preventDefault();
  });
}

// Search as one types: a form with data-live="address" and data-into="id" of what is shown; the address of the page follows.
function searchAsTyped() {
  for (const form of document.querySelectorAll("form[data-live]")) {
    let waiting = 0, asked = null;
    const target = document.getElementById(form.dataset.into);
    const ask = async () => {
      if (asked) asked.abort();
      asked = new AbortController();
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
      try {
        const answer = await fetch(`${form.dataset.live}?${query}`, { signal: asked.signal, headers: { "X-Part": "1" } });
        if (!answer.ok) return;
        target.innerHTML = await answer.text();
        history.replaceState(null, "", `${form.getAttribute("action")}?${query}`);
      } catch (error) {
        if (error.name !== "AbortError") form.requestSubmit();
      }
    };
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
  }
}

// Tick all: a checkbox with data-all="name" ticks every checkbox of that name in its form.
function tickAll() {
  document.addEventListener("change", (event) => {
    const name = event.target.dataset && event.target.dataset.all;
    if (!name) return;
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = event.target.checked;
  });
}

// A calendar beside a field for a day: a button opens the browser's own, which writes day/month/year into the field.
function offerCalendars() {
  if (!HTMLInputElement.prototype.showPicker) return;
  for (const field of document.querySelectorAll("input[data-day]")) {
    const frame = document.createElement("span"), button = document.createElement("button"), calendar = document.createElement("input");
    frame.className = "day";
    button.type = "button";
    button.setAttribute("aria-label", field.dataset.day);
    Object.assign(calendar, { type: "date", tabIndex: -1 });
    calendar.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => { calendar.value = isoDay(field.value); calendar.showPicker(); });
    calendar.addEventListener("change", () => {
      field.value = calendar.value.split("-").reverse().join("/");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    field.replaceWith(frame);
    frame.append(field, calendar, button);
  }
}

function isoDay(written) {
  const found = /^(\d{1,2})\D(\d{1,2})\D(\d{4})$/.exec(written.trim());
  return found ? `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}` : "";
}

// The menus close with Escape and when one clicks elsewhere.
function closeMenus() {
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") for (const open of document.querySelectorAll("details.who[open]")) { open.open = false; open.querySelector("summary").focus(); } });
  document.addEventListener("click", (event) => { for (const open of document.querySelectorAll("details.who[open]")) if (!open.contains(event.target)) open.open = false; });
}

walkTables();
slashSearches();
askFirst();
searchAsTyped();
tickAll();
offerCalendars();
closeMenus();
