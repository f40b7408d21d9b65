// What the desk's pages do beyond plain forms; without it everything works, a little less smoothly.
"use strict";

const REFRESH_MS = 60_000;

const live = document.querySelector("main[data-refresh]");
const stale = document.querySelector("#stale");

/** Fetches the page again and puts its figures in place of the old ones, in one go. */
async function refresh() {
  const reading = live.contains(document.activeElement); // somebody is on a link or in a field
  if (document.hidden || reading) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 401) return tell(stale.dataset.ended);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    live.replaceChildren(...page.querySelector("main").childNodes);
    tell("");
  } catch {
    tell(stale.dataset.old);
  }
}

function tell(words) {
  if (stale.textContent !== words) stale.textContent = words;
  stale.hidden = words === "";
}

if (live) {
  setInterval(refresh, REFRESH_MS);
  document.addEventListener("visibilitychange", refresh);
}

/** Says how long a slow form has been at work, until its file or its next page comes. */
function watch(form) {
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  const began = Date.now();
  const ticket = String(began);
  if (form.elements.ticket) form.elements.ticket.value = ticket;
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    status.textContent = form.dataset.busy.replace("{}", seconds);
    if (document.cookie.includes(`ready=${ticket}`)) end();
  }, 500);
  const end = () => {
    clearInterval(timer);
    status.textContent = "";
    button.disabled = false;
  };
  addEventListener("pageshow", end, { once: true }); // back again by the browser's button
  setTimeout(() => (button.disabled = true)); // not before the form has gone
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => watch(form));
}
