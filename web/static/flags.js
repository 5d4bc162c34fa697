// Keys of the queue and of a case: every element with data-key="letter" is reached by that letter, x ticks a row.
"use strict";

// A summary opens its form and goes to the first field, a button is pressed once its first field is filled, a link followed.
function reach(element) {
  const first = document.getElementById(element.dataset.first || "");
  if (first && !first.value) {
    first.focus();
    first.scrollIntoView({ block: "center" });
    return;
  }
  if (element.matches("summary")) {
    const whole = element.parentElement;
    whole.open = true;
    const field = whole.querySelector("input:not([type=hidden]), select, textarea, button");
    (field || element).focus();
    whole.scrollIntoView({ block: "nearest" });
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event)) return;
  const row = document.querySelector("table[data-walk] tr.at");
  const box = event.key === "x" && row && row.querySelector("input[type=checkbox]");
  const wanted = box || document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  reach(wanted);
}, true);
