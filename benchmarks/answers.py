"""How many questions a second `adjourn.answer_many` answers, against an UPDATE of the same rows without our triggers.

`python benchmarks/answers.py [--open N] [--rounds N]`. The questions are copies of one that was really asked, a
thousand in each call; nobody resumes them meanwhile.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import Any

from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from round_trips import fleet, servers
from waiting import connect, load

AT_ONCE = 1000
_OPEN = "SELECT id FROM adjourn.human_requests WHERE status = 'open' AND thread_id <> 'one' ORDER BY id LIMIT %s"
_BARE = """
UPDATE adjourn.human_requests
SET status = 'answered', answer = '"yes"', answered_by = 'me', answered_at = now(), answered_via = 'sql'
WHERE id = ANY(%s)"""
_MANY = "SELECT count(*) FROM adjourn.answer_many(%s, comment => 'yes') WHERE answered"


def rate(db: Any, statement: str, ids: list[int]) -> float:
    began = time.perf_counter()
    for first in range(0, len(ids), AT_ONCE):
        db.execute(statement, (ids[first : first + AT_ONCE],))
    return len(ids) / (time.perf_counter() - began)


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--open", type=int, default=10_000)
    parse.add_argument("--rounds", type=int, default=5)
    given = parse.parse_args()
    with servers():
        url = os.environ["DATABASE_URL"]
        migrate(Settings(database_url=url))
        with connect(url) as db:
            with fleet(db, DATABASE_URL=url):
                load(db, 2 * given.rounds * given.open)
            db.execute("VACUUM ANALYZE")
            rates, ratios = [], []
            for _ in range(given.rounds):
                ids = [row[0] for row in db.execute(_OPEN, (2 * given.open,))]
                with db.transaction():
                    db.execute("SET LOCAL session_replication_role = replica")
                    bare = rate(db, _BARE, ids[: given.open])
                rates.append(rate(db, _MANY, ids[given.open :]))
                ratios.append(rates[-1] / bare)
                print(f"{rates[-1]:,.0f}/s, an UPDATE without triggers {bare:,.0f}/s: {ratios[-1]:.2f}", flush=True)
    print(f"answers a second: median {statistics.median(rates):,.0f}; to the UPDATE: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
