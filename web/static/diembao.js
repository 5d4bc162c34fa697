// What pages can do better with a script. Without it every page reads and every form works.
"use strict";

// Walk a table with j and k or the arrows, open its row's first link with Enter: for tables with data-walk.
function walkTables() {
  for (const table of document.querySelectorAll("table[data-walk]")) {
    const rows = [...table.tBodies[0].rows];
    let at = -1;
    const mark = (to) => {
      if (rows[at]) rows[at].classList.remove("at");
      at = to;
      rows[at].classList.add("at");
    };
    const go = (to) => {
      if (!rows.length) return;
      mark(Math.max(0, Math.min(rows.length - 1, to)));
      const link = rows[at].querySelector("a") || rows[at].querySelector("button, input");
      if (link) link.focus({ preventScroll: true });
      rows[at].scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", (event) => {
      const step = { j: 1, k: -1 }[event.key] || table.contains(document.activeElement) && { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !isFree(event) || event.key.length === 1 && !hasKeys()) return;
      go(at + step);
      event.preventDefault();
    });
    table.addEventListener("focusin", (event) => {
      const found = rows.indexOf(event.target.closest("tr"));
      if (found >= 0) mark(found);
    });
  }
}

// Walk a list with j and k: for ol with data-walk, whatever a search puts there as one types.
function walkLists() {
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key], list = document.querySelector("ol[data-walk]");
    if (!step || !list || !isShortcut(event)) return;
    const rows = [...list.children], at = rows.indexOf(event.target.closest("ol[data-walk] > li"));
    const link = rows.length && rows[Math.max(0, Math.min(rows.length - 1, at + step))].querySelector("a");
    if (link) { link.focus(); event.preventDefault(); }
  });
}

// Shortcuts that are one letter can be turned off for all pages (WCAG 2.1.4); arrows within a table stay.
function hasKeys() {
  return !("noKeys" in document.documentElement.dataset);
}

// A key that nothing else wants: no field is written in, and no shortcut of the browser is meant.
function isFree(event) {
  const isTyping = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  return !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function isShortcut(event) {
  return event.key.length === 1 && hasKeys() && isFree(event);
}

// "/" goes to the search.
function slashSearches() {
  document.addEventListener("keydown", (event) => {
    const field = document.querySelector("[data-search-main], #tim-nhanh");
    if (event.key === "/" && field && isShortcut(event)) { field.focus(); event.preventDefault(); }
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
        if (answer.redirected) { form.requestSubmit(); return; } // the session has ended: sign in, then the same question
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
    const name = event.target.dataset.all;
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

// Copy an address (data-copy, or the page's own where it is empty), or print: buttons that do nothing without a script
// stand there only with one.
function copyAndPrint() {
  document.documentElement.classList.add("scripted");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy], button[data-print]");
    if (!button) return;
    if ("print" in button.dataset) { window.print(); return; }
    const done = await copied(new URL(button.dataset.copy || location.href, location.href).href);
    button.nextElementSibling.textContent = done ? button.dataset.done : button.dataset.failed;
  });
}

async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const field = document.createElement("textarea"); // an office may read the pages without a certificate
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

// A file that was chosen stands by its name beside our button; the browser's own, in its own language, lies over it unseen.
function nameFiles() {
  for (const field of document.querySelectorAll(".file > input")) {
    const name = field.parentElement.querySelector("output");
    const tell = () => { name.textContent = [...field.files].map((file) => file.name).join(", ") || name.dataset.none; };
    field.parentElement.classList.add("told");
    field.setAttribute("aria-describedby", `${name.id} ${field.getAttribute("aria-describedby")}`);
    field.addEventListener("change", tell);
    window.addEventListener("pageshow", tell);
    tell();
  }
}

// The menus close with Escape and when one clicks elsewhere.
function closeMenus() {
  const menus = () => document.querySelectorAll("details.who[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
}

walkTables();
walkLists();
slashSearches();
askFirst();
searchAsTyped();
tickAll();
offerCalendars();
copyAndPrint();
nameFiles();
closeMenus();
