"""Several answer one row at the same moment: one wins, the others are told, and are told the truth."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest
from adjourn.inbox.security import Limit

from tests.support.by_hand import REFUSALS, read, shaped
from tests.support.house import House
from tests.support.page import Served, Visitor, served

#: `make chaos` has a thousand, in two or three minutes.
ROUNDS = int(os.environ.get("TEST_RACES", "20"))
#: A page asks the database a few things before it answers; so may who uses psql, or would always be the first.
LOOKS = 40


@pytest.fixture(scope="module")
def page(house: House) -> Iterator[Served]:
    """People answer here more often than anybody could in a minute."""
    with served(house.worker.settings, answers=Limit(10 * ROUNDS, 60)) as page:
        yield page


def test_two_browsers_and_psql_answer_one_row(house: House, page: Served) -> None:
    rows = [shaped(house, {"query": "Who is first?"}) for _ in range(ROUNDS)]
    start, drawn = threading.Barrier(3), random.Random(7)
    told: dict[str, list[str]] = {"ada": [], "bob": []}

    def by_page(visitor: Visitor, name: str) -> list[bool]:
        won = []
        for row in rows:
            visitor.get(f"/requests/{row['id']}")
            start.wait(20)
            response = visitor.again(row["id"], text=name)
            won.append(response.status_code == 303)
            assert won[-1] or (response.status_code == 409 and "The first answer counts." in visitor.text)
            told[name].append(visitor.text)
        return won

    def by_psql() -> list[bool]:
        won = []
        with psycopg.connect(house.worker.settings.database_url, autocommit=True) as db:
            for row in rows:
                start.wait(20)
                for _ in range(drawn.randrange(LOOKS)):
                    db.execute("SELECT title FROM adjourn.human_requests WHERE id = %s", (row["id"],))
                try:
                    db.execute("UPDATE adjourn.human_requests SET comment = 'psql' WHERE id = %s", (row["id"],))
                    won.append(True)
                except REFUSALS as error:
                    won.append("already answered by" not in str(error))
        return won

    with ExitStack() as stack, ThreadPoolExecutor(3) as pool:
        ada, bob = (stack.enter_context(page.visitor(name)) for name in ("ada", "bob"))
        done = {
            "ada": pool.submit(by_page, ada, "ada"),
            "bob": pool.submit(by_page, bob, "bob"),
            "psql": pool.submit(by_psql),
        }
        won = {name: each.result(60 + ROUNDS) for name, each in done.items()}
    wins = Counter[str]()
    for i, row in enumerate(rows):
        [winner] = [name for name, each in won.items() if each[i]]
        wins[winner] += 1
        assert read(house, row)["comment"] == winner
        signed = read(house, row)["answered_by"]
        assert all(f"{signed} answered this" in each[i] for name, each in told.items() if name != winner)
    print(f"won by {dict(wins)}")
    assert min(wins[name] for name in won) >= ROUNDS // 50
