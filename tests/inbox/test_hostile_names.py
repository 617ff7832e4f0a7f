"""Names that people, submitters and workers choose, and words of ten thousand letters: on no page is something of them
run or unseen, and no row grows over another or over the edge of a phone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from adjourn.models import people
from playwright.sync_api import Browser

from tests.support import fuzz
from tests.support.asked import ALL, EMAIL, batch
from tests.support.browsing import Tab, tab
from tests.support.by_hand import shaped, write
from tests.support.crowd import copy
from tests.support.house import House, Row
from tests.support.page import Served
from tests.support.staff import change

NAMES = [
    "\"><script>hit=1</script><img src=x onerror=hit=1>' onfocus=hit=1 x='{{ 7 * 7 }}</title></select>",
    "\u202egnp.exe\u2066\u200b\x1b[2J\x07\x9b\u2028\ufeffend e" + "\u0301\u0316" * 30,
    "W" * 190,
]
WORD = "W" * 10_000
VIEWER = "<img src=x onerror=hit=1>\u202e" + "W" * 150
#: What sticks out of the place that it has: of a row, of a line of a table, of a term, of the page.
_STICKS_OUT = """() => {
  const found = [], seen = element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    for (let around = element.parentElement; around; around = around.parentElement)
      if (getComputedStyle(around).overflowX !== "visible") return false;
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && !element.closest(".hidden, svg");
  };
  for (const text of document.querySelectorAll(".picture text"))
    if (text.getBBox().width > text.previousElementSibling.getBBox().width) found.push(text.textContent);
  for (const place of document.querySelectorAll("main :is(li, tr, dl > div, .field, h1, .tabs a)")) {
    if (!seen(place)) continue;
    const outer = place.getBoundingClientRect();
    for (const each of place.querySelectorAll("*")) {
      const inner = each.getBoundingClientRect();
      const out = Math.max(outer.left - inner.left, inner.right - outer.right, outer.top - inner.top,
        inner.bottom - outer.bottom);
      if (seen(each) && out > 3) found.push(`${place.outerHTML.slice(0, 60)} … ${each.outerHTML.slice(0, 90)}: ${out}`);
    }
    const next = place.nextElementSibling;
    if (next && seen(next) && place.matches("li, tr") && next.getBoundingClientRect().top < outer.bottom - 2)
      found.push(`${next.outerHTML.slice(0, 90)} lies upon the one before`);
  }
  return found.slice(0, 8);
}"""
_TEXTS = """() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll("*")].flatMap(each => [each.getAttribute("aria-label"), each.getAttribute("title"),
    each.getAttribute("data-label"), each.matches("option") && each.text])].filter(Boolean)"""


def quoted(text: str) -> str:
    return f"$_${text}$_$"


@pytest.fixture(scope="module")
def rows(house: House, page: Served) -> list[Row]:
    """Each name is that of a team, of a person, of a graph, of a node, of a submitter, of a tag and in words."""
    with page.site.transaction() as transaction:
        people.add(transaction, VIEWER)
        for name in NAMES:
            people.add(transaction, name)
            people.add_team(transaction, name)
            for person in (VIEWER, name):
                people.join(transaction, name, person, "lead")
    rows = [shaped(house, batch((EMAIL | {"args": {"to": name, name: WORD}, "name": name}, ALL))) for name in NAMES]
    rows.append(shaped(house, {"question": WORD, "options": [*NAMES, WORD], WORD: WORD, "list": [WORD]}))
    rows.append(shaped(house, {"query": "An ordinary one"}))
    for row, name in zip(rows, [*NAMES, *NAMES[1:]], strict=True):
        change(house, row, team=quoted(name), answer_error=quoted(f"{name} {WORD}"), rejected_answer="'1'")
        copy(house, row, 2, team=quoted(name), graph=quoted(name), node=quoted(name + WORD), assignee=quoted(name))
        copy(house, row, 3, team=quoted(name), title=quoted(name + WORD), status="'resumed'", resumed_at="now()",
             closed_at="now()", answer="'1'", answered_by=quoted(name), answered_at="now() - n * interval '1 day'",
             choice=quoted(name), comment=quoted(WORD), answered_via=quoted("sql"))  # fmt: skip
        with house.db.transaction():
            house.db.execute("SET LOCAL session_replication_role = replica")
            job = "UPDATE adjourn.jobs SET submitted_by = %s, tags = %s, thread_id = %s WHERE id = %s"
            house.db.execute(job, (name, [name], f"{row['id']}{name}", row["job_id"]))
        for text in (name, WORD):
            house.db.execute("INSERT INTO adjourn.notes (request_id, text) VALUES (%s, %s)", (row["id"], text))
    steps = "".join(f"\tstep{n}({name.replace(chr(10), ' ')[:80]})\n" for n, name in enumerate(NAMES))
    ways = "".join(f"\tstep{n} --> step{n + 1};\n" for n in range(len(NAMES) - 1))
    house.db.execute("UPDATE adjourn.graphs SET drawing = %s WHERE name = 'shaped'", (f"graph TD;\n{steps}{ways}",))
    return rows


def unsound(at: Tab) -> Iterator[str]:
    """At a desk and on a phone."""
    path = at.page.url.removeprefix(at.url)
    for summary in at.page.locator("main summary").all():
        if summary.is_visible():
            summary.click()
    if at.page.evaluate("typeof hit") != "undefined" or at.page.locator("main script, img, [onerror]").count():
        yield f"{path}: something of it is run"
    for text in at.page.evaluate(_TEXTS):
        if fuzz.obeyed(text) or any(unicodedata.category(each) == "Cf" for each in text):
            yield f"{path}: unseen in {text[:200]!r}"
        if "\u0301\u0316" * 3 in text:
            yield f"{path}: marks that grow over other lines in {text[:200]!r}"
    for width, height in ((1280, 900), (390, 844)):
        at.page.set_viewport_size({"width": width, "height": height})
        if (wide := at.page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{path}: {wide} wide at {width}"
        yield from (f"{path}, {width}: {each}" for each in at.page.evaluate(_STICKS_OUT))


def test_names_are_seen_and_stay_where_they_are(page: Served, browser: Browser, rows: list[Row]) -> None:
    found: list[str] = []
    asked = [f"/requests/{row['id']}" for row in rows]
    with tab(browser, page, VIEWER) as at:
        for path in ["/?all=1", "/done", "/overview", "/help", f"/jobs/{rows[0]['job_id']}", *asked]:
            at.open(path)
            found += unsound(at)
    assert not found, "\n".join(found)


def test_after_many_were_answered(house: House, page: Served, browser: Browser, rows: list[Row]) -> None:
    del rows
    asked = [shaped(house, {"question": f"Many? {NAMES[n]}", "options": NAMES[::2], WORD: n}) for n in (0, 2, 0, 1)]
    with tab(browser, page, VIEWER) as at:
        at.open("/?q=Many")
        for row in asked:
            at.page.get_by_label(f"Select #{row['id']}", exact=True).check()
        at.button("Answer…").click()
        at.sees("Answer 3 together")
        found = [*unsound(at)]
        at.page.locator("[name=choice]").first.check()
        at.page.get_by_label("that you mean all").fill("3")
        write(house, asked[0], "choice = %s", NAMES[0])
        at.button("Send").click()
        at.sees("2 were answered, 2 stay")
        found += unsound(at)
    assert not found, "\n".join(found)
