// Keys and freshness. Without it everything works; no single key answers anything.
"use strict";
const byId = (id) => document.getElementById(id);
const say = (text) => { byId("live").textContent = text; };

const inZone = (within) => {
  for (const time of within.querySelectorAll("time")) {
    const when = new Date(time.dateTime);
    if (isNaN(when)) continue;
    const exact = when.toLocaleString([], { dateStyle: "medium", timeStyle: time.dataset.exact ? "medium" : "short" });
    time.title = exact;
    if ("exact" in time.dataset) time.textContent = exact;
  }
};
inZone(document);
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
const isAt = (row) => row.parentElement.contains(document.activeElement);
const step = (by) => {
  const all = rows(), at = all.findIndex(isAt);
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
// What is selected in a list, and what it has in common.
const boxes = () => [...document.querySelectorAll(".pick li input")];
const common = byId("common");
let last = -1;
const pick = (through) => {
  const all = boxes(), at = rows().findIndex(isAt);
  if (!all[at]) return false;
  if (through && last >= 0) for (const box of all.slice(Math.min(last, at), Math.max(last, at) + 1)) box.checked = true;
  else all[at].checked = !all[at].checked;
  last = at;
  showPicked();
  return true;
};
const showPicked = () => {
  const picked = boxes().filter((box) => box.checked), by = {}, { all, some, none } = common.dataset;
  for (const { dataset: { offers } } of picked) if (offers) by[offers] = (by[offers] || 0) + 1;
  const [most] = Object.keys(by).sort((one, other) => by[other] - by[one]);
  const ways = most && document.querySelector(`[data-ways="${most}"]`).textContent;
  common.textContent = most ? `${(by[most] === picked.length ? all : some).replace("#", by[most])} ${ways}` : none;
  byId("answer-many").disabled = !most;
  if (picked.length) say(picked.length + common.parentElement.innerText.replace(/^\d*/, ""));
};
if (common) {
  byId("rows").addEventListener("change", (event) => { last = boxes().indexOf(event.target); showPicked(); });
  showPicked();
}
const KEYS = {
  x: () => pick(false), X: () => pick(true), a: () => press("answer-many"),
  j: () => step(1), k: () => step(-1), u: () => press("up"), "[": () => press("previous"), "]": () => press("next"),
  c: () => press("take"), h: () => openTo("later"), m: () => openTo("note-it"),
  "/": () => { byId("q").focus(); byId("q").select(); return true; }, "?": () => { location.href = "/help"; return true; },
};
const PAGES = { i: "/", d: "/done", o: "/overview" };
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

// What is new is announced, never moved under a finger. A page that is looked at has a stream, and asks when it is told
// to; without one it asks every 15 seconds. A hidden one has none: a browser has six connections to a host.
const news = [...document.querySelectorAll("[data-news]")];
const EVERY = 15000, ids = news.map(({ dataset }) => dataset.id), few = ids.every(Boolean);
let asked = Date.now(), stream, soon;
const askNews = async () => {
  soon = 0;
  if (document.hidden) return;
  asked = Date.now();
  for (const each of news) try {
    const answer = await fetch(each.dataset.news, { headers: { accept: "application/json" } });
    if (!answer.ok) continue;
    const { say: text = "", send } = await answer.json(), place = each.firstElementChild;
    if (text && text !== place.textContent) { place.textContent = text; say(text); }
    place.hidden = !text;
    if (text && each.className && byId("send")) byId("send").disabled = !send;
  } catch { /* The next time. */ }
};
const listen = () => {
  if (document.hidden) { stream?.close(); stream = null; return; }
  if (stream) return;
  stream = new EventSource("/stream" + (few ? "?id=" + ids.join("&id=") : ""));
  stream.onmessage = () => { soon ||= setTimeout(askNews, few ? 0 : 1000 * Math.random()); };
  stream.addEventListener("poll", ({ target }) => target.close());
};
if (news.length) {
  listen();
  setInterval(() => { if (stream?.readyState !== 1 && Date.now() - asked > EVERY / 2) askNews(); }, EVERY + 1000 * Math.random());
  document.addEventListener("visibilitychange", listen);
}

// One press sends once.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "answer") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => { delete event.target.dataset.sent; }, 4000);
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
