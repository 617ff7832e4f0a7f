"""What people wait for at the page when very many questions are open, of very many teams, and what open pages cost.

`python benchmarks/page.py [--open N] [--teams N] [--streams N]`. The questions, Ada, who is in one team, and Lea, who
leads twenty, are those of inbox.py; the page is a process of its own, asked over HTTP by one visitor at a time.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx
from open_pages import streams
from served import Page, say, served

from inbox import loaded, measured, options

TIMES, ANSWERS = 200, 50
#: Milliseconds for p99 and for the first byte, and bytes of a page with its style and script, as the issue of the inbox
#: has them.
LIST, REQUEST, FIRST, BYTES = 150, 50, 50, 60_000
_INPUT = re.compile(r"<input[^>]*?\bname=\"(token|asked)\"[^>]*?\bvalue=\"([^\"]*)\"")
_OPEN = "SELECT id FROM adjourn.human_requests WHERE status = 'open' AND team = %s AND kind = 'question' LIMIT %s"


def ask(http: httpx.Client, path: str) -> tuple[float, float, httpx.Response]:
    """Milliseconds to the first byte, and to the last."""
    began = time.perf_counter()
    with http.stream("GET", path) as response:
        first = time.perf_counter() - began
        response.read()
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return 1000 * first, 1000 * (time.perf_counter() - began), response


def weight(http: httpx.Client, response: httpx.Response) -> int:
    """Bytes of a page with all that it loads."""
    loads = set(re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", response.text))
    return len(response.content) + sum(len(http.get(path).content) for path in loads)


def show(page: Page, http: httpx.Client, what: str, most: int, path: Callable[[int], str]) -> None:
    path_of_first = path(0)
    ask(http, path_of_first)
    firsts, took, before = [], [], page.cpu()
    for n in range(TIMES):
        first, all_of_it, response = ask(http, path(n))
        firsts.append(first)
        took.append(all_of_it)
    used = 1000 * (page.cpu() - before) / TIMES
    middle, slow = quantiles(took)
    first_middle, first_slow = quantiles(firsts)
    say(f"{what}: p50, p99 ms", f"p99 {most}", f"{middle:.1f}, {slow:.1f}", holds=slow <= most)
    say(
        "  its first byte: p50, p99 ms",
        f"p50 {FIRST}",
        f"{first_middle:.1f}, {first_slow:.1f}",
        holds=first_middle <= FIRST,
    )
    say("  CPU of the page's process, ms", "", f"{used:.1f}")
    size = weight(http, response)
    say("  bytes, with style and script", f"{BYTES}", f"{size}", holds=size <= BYTES)


def quantiles(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), sorted(took)[int(0.99 * len(took))]


def answer(http: httpx.Client, at: str, ids: list[int]) -> None:
    took = []
    for id in ids:
        form = dict(_INPUT.findall(http.get(f"/requests/{id}").text)) | {"do": "send", "text": "yes"}
        began = time.perf_counter()
        response = http.post(f"/requests/{id}", data=form, headers={"origin": at})
        took.append(1000 * (time.perf_counter() - began))
        assert response.status_code == 303, response.text
    middle, slow = quantiles(took)
    say("an answer by POST, and the next one found", "", f"{middle:.1f}, {slow:.1f}")


def by_itself(page: Page, db: Any) -> None:
    """What the machine takes for nothing at all: it may be shared."""
    with httpx.Client(base_url=page.at) as http:
        for what, each in (
            ("a file over HTTP", lambda n: ask(http, "/static/icon.svg")),
            ("SELECT 1", lambda n: db.execute("SELECT 1")),
        ):
            middle, slow = measured(TIMES, each)
            say(f"{what}: p50, p99 ms", "", f"{middle:.1f}, {slow:.1f}")


def visit(page: Page, db: Any, name: str, team: str) -> None:
    ids = [row[0] for row in db.execute(_OPEN, (team, TIMES + ANSWERS)).fetchall()]
    with httpx.Client(base_url=page.at, cookies=page.cookie(name), timeout=60) as http:
        print(f"{name}:")
        show(page, http, "list", LIST, lambda n: "/?all=1")
        show(page, http, "list of one team", LIST, lambda n: f"/?team={team}")
        show(page, http, "due soon, of a kind", LIST, lambda n: "/?due=1&kind=question")
        show(page, http, "came back", LIST, lambda n: "/?back=1")
        show(page, http, "a title's beginning", LIST, lambda n: f"/?all=1&q=approve+invoice+{n % 10}")
        show(page, http, "a beginning that no title has", LIST, lambda n: "/?all=1&q=zebra")
        show(page, http, "a number", LIST, lambda n: f"/?all=1&q={ids[n]}")
        show(page, http, "a question", REQUEST, lambda n: f"/requests/{ids[n]}")
        show(page, http, "overview", LIST, lambda n: "/overview")
        answer(http, page.at, ids[TIMES:])
        show(page, http, "done", LIST, lambda n: "/done")


def main() -> None:
    parse = options()
    parse.add_argument("--streams", type=int, default=500)
    given = parse.parse_args()
    with loaded(given.open, given.teams) as (url, db), served(url) as page:
        say(f"{given.open} open questions of {given.teams} teams", "must", "measured")
        by_itself(page, db)
        for name, team in (("ada", "t7"), ("lea", "t3")):
            visit(page, db, name, team)
        streams(page, url, db, given.streams)


if __name__ == "__main__":
    main()
