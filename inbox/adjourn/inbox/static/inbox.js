// Keys and freshness. Without it everything works; no single key answers anything.
"use strict";
const byId = (id) => document.getElementById(id);
const say = (text) => { byId("live").textContent = text; };

for (const time of document.querySelectorAll("time")) {
  const when = new Date(time.dateTime);
  if (isNaN(when)) continue;
  const exact = when.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  time.title = exact;
  if ("exact" in time.dataset) time.textContent = exact;
}
const done = document.querySelector("[data-say]");
if (done) setTimeout(() => say(done.textContent.replace(/\s+/g, " ").trim()), 100);

const again = document.querySelector("form[data-retry]");
if (again) setTimeout(() => again.submit(), 1000 * again.dataset.retry);

const off = byId("no-keys");
if (off) {
  off.checked = localStorage.getItem("no-keys") === "1";
  off.addEventListener("change", () => localStorage.setItem("no-keys", off.checked ? "1" : ""));
}

const rows = () => [...document.querySelectorAll(".row")];
const step = (by) => {
  const all = rows(), at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) next.focus();
  return next;
};
const press = (id) => { const it = byId(id); if (it) it.click(); return it; };
const openTo = (id) => {
  const it = byId(id);
  if (!it) return;
  it.closest("details").open = true;
  it.closest("details").querySelector("select, textarea").focus();
  return it;
};
const choose = (number) => {
  const label = document.querySelector(`label[data-number="${number}"] input`);
  if (label) label.focus();
  return label;
};
const KEYS = {
  j: () => step(1), k: () => step(-1), u: () => press("up"), "[": () => press("previous"), "]": () => press("next"),
  c: () => press("take"), h: () => openTo("later"), m: () => openTo("note-it"),
  "/": () => { byId("q").focus(); byId("q").select(); return true; }, "?": () => { location.href = "/help"; return true; },
};
const PAGES = { i: "/", d: "/done" };
let after = "";
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (byId("send") && byId("answer").contains(event.target)) { event.preventDefault(); byId("send").click(); }
    return;
  }
  if (event.key === "Enter" && event.target.type === "radio") event.preventDefault();
  if (field && event.key === "Escape") field.blur();
  if (field || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("no-keys") === "1") return;
  const before = after;
  after = event.key === "g" ? "g" : "";
  if (before === "g" && PAGES[event.key]) { location.href = PAGES[event.key]; return; }
  const done = /^[1-9]$/.test(event.key) ? choose(event.key) : KEYS[event.key]?.();
  if (done) event.preventDefault();
});

// What is new is announced, never moved under a finger. Only a page that is looked at asks.
const news = document.querySelector("[data-news]");
const EVERY = 15000;
let asked = Date.now();
const askNews = async () => {
  if (document.hidden || Date.now() - asked < EVERY / 2) return;
  asked = Date.now();
  try {
    const answer = await fetch(news.dataset.news, { headers: { accept: "application/json" } });
    const text = answer.ok ? (await answer.json()).say : "";
    const place = news.firstElementChild;
    if (text && text !== place.textContent) { place.textContent = text; say(text); }
    place.hidden = !text;
    if (text && byId("send")) byId("send").disabled = true;
  } catch { /* The next time. */ }
};
if (news) {
  setInterval(askNews, EVERY + 1000 * Math.random());
  document.addEventListener("visibilitychange", askNews);
}

// One press sends once.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "answer") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => { delete event.target.dataset.sent; }, 4000);
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
