// While a job runs, what is told of it is asked for again every two seconds.
"use strict";

const jobs = document.querySelector("[data-errands]");

async function askAgain() {
  if (!jobs.querySelector("[data-running]")) return;
  try {
    const answer = await fetch(jobs.dataset.errands, { headers: { "X-Part": "1" } });
    if (answer.redirected) { location.reload(); return; } // the session has ended
    if (answer.ok) jobs.innerHTML = await answer.text();
    if ("reload" in jobs.dataset && !jobs.querySelector("[data-running]")) location.reload();
  } catch { /* the next time */ }
  setTimeout(askAgain, 2000);
}

if (jobs) setTimeout(askAgain, 2000);
