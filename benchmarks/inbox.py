"""What people wait for in Postgres when very many questions are open, of very many teams.

`python benchmarks/inbox.py [--open N] [--teams N]`. The questions are copies of a real one, loaded behind the backs of
the triggers. Ada is in one team, Lea leads twenty, Mo one to which nothing comes; all three see only what is theirs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from round_trips import fleet, servers, until
from waiting import connect, copy

TIMES = 200
_PLAIN = '{"kind": "question"}'
#: Milliseconds for p99, as the issue of the inbox has them; a count stops at a thousand.
PAGE, SEARCH, ANSWER = 20, 50, 20


def load(db: Any, many: int, teams: int) -> None:
    db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}', thread_id => 'one')")
    until(db, "waiting", 1, "2000-01-01")
    db.execute("INSERT INTO adjourn.teams SELECT 't' || n FROM generate_series(0, %s) n", (teams,))
    with db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        numbers = f"generate_series(1, {many}) n"
        copy(db, "jobs", numbers, id="md5(n::text)::uuid", thread_id="'copy ' || n", key="NULL")
        columns = {
            "id": "1000 + n",
            "job_id": "md5(n::text)::uuid",
            "thread_id": "'copy ' || n",
            "team": f"CASE WHEN n % 1000 > 0 THEN 't' || n % {teams} END",
            "priority": "n % 7",
            "due_at": "CASE WHEN n % 3 = 0 THEN now() + (n::bigint * 7907 % 200000) * interval '1 second' END",
            "title": "(ARRAY['Refund order ', 'Send mail to ', 'Approve invoice '])[1 + n % 3] || n",
            "kind": "CASE WHEN n % 100 = 1 THEN 'form' ELSE 'question' END",
            "answer_error": "CASE WHEN n % 1000 = 7 THEN 'does not fit' END",
        }
        copy(db, "human_requests", numbers, **columns)


def people(db: Any) -> None:
    memberships = {"ada": [7], "lea": range(1, 21), "mo": [0]}
    for name, teams in memberships.items():
        db.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'secret' IN ROLE adjourn_answerer")
        db.execute("INSERT INTO adjourn.people (name) VALUES (%s)", (name,))
        for team in teams:
            db.execute("INSERT INTO adjourn.members VALUES (%s, 't' || %s::text, 'lead')", (name, team))


def login_of(url: str, name: str) -> str:
    return f"postgresql://{name}:secret@{url.rpartition('@')[2]}"


def measured(times: int, each: Callable[[int], object]) -> tuple[float, float]:
    """Milliseconds: the median, and p99."""
    took = []
    for n in range(times):
        began = time.perf_counter()
        each(n)
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), sorted(took)[int(0.99 * times)]


def inbox(login: Any, *arguments: str) -> Callable[[int], object]:
    return lambda n: login.execute(f"SELECT * FROM adjourn.inbox_of({', '.join(arguments)})").fetchall()


@contextmanager
def loaded(many: int, teams: int) -> Iterator[tuple[str, Any]]:
    """A database of these questions and people, and a connection of the owner's."""
    with servers():
        url = os.environ["DATABASE_URL"]
        migrate(Settings(database_url=url), roles=True)
        with connect(url) as db:
            with fleet(db, DATABASE_URL=url, ADJOURN_QUEUE="inbox"):
                load(db, many, teams)
            # After the fleet has gone: beside a transaction of its own VACUUM marks no page as seen by all, and what a
            # search reads of the index alone then costs ten times as much.
            db.execute("VACUUM ANALYZE adjourn.human_requests, adjourn.jobs")
            people(db)
            yield url, db


def options() -> argparse.ArgumentParser:
    parse = argparse.ArgumentParser()
    parse.add_argument("--open", type=int, default=1_000_000)
    parse.add_argument("--teams", type=int, default=200)
    return parse


def main() -> None:
    given = options().parse_args()
    with loaded(given.open, given.teams) as (url, _):
        print(f"{given.open} open questions of {given.teams} teams; milliseconds, p50 and p99 of {TIMES}")
        for name in ("ada", "lea", "mo"):
            show(url, name)


def show(url: str, name: str) -> None:
    with psycopg.connect(login_of(url, name), autocommit=True) as login:
        place = "SELECT jsonb_build_array(priority, due_at, id)::text FROM adjourn.inbox_of(at_most => 50)"
        last = login.execute(place).fetchall()
        after = f"'{last[-1][0]}'" if last else "NULL"
        team = {"ada": "t7", "lea": "t3", "mo": "t0"}[name]
        asked: list[tuple[str, Callable[[int], object], int]] = [
            ("first page", inbox(login), PAGE),
            ("next page", inbox(login, "'all'", "'{}'", after), PAGE),
            ("one team", inbox(login, "'all'", f"""'{{"team": "{team}"}}'"""), PAGE),
            ("mine", inbox(login, "'mine'"), PAGE),
            ("how many, to 1,000", lambda n: login.execute("SELECT adjourn.inbox_count()").fetchall(), PAGE),
            ("a rare kind", inbox(login, "'all'", """'{"kind": "form"}'"""), SEARCH),
            ("what came back", inbox(login, "'all'", """'{"came_back": true}'"""), SEARCH),
            ("a number", inbox(login, "'all'", """'{"search": "#5007"}'"""), SEARCH),
            ("a title's beginning", inbox(login, "'all'", """'{"search": "approve invoice 1"}'"""), SEARCH),
            ("a beginning that no title has", inbox(login, "'all'", """'{"search": "zebra"}'"""), SEARCH),
            ("a plain SELECT, by urgency", by_hand(login), SEARCH),
        ]
        if last:
            asked.append(("an answer", answering(login), ANSWER))
        for what, each, most in asked:
            middle, slow = measured(TIMES, each)
            print(
                f"{name:5}{what:32}{middle:8.1f}{slow:8.1f}{'' if slow <= most else f'   more than {most}'}", flush=True
            )


def by_hand(login: Any) -> Callable[[int], object]:
    query = "SELECT * FROM adjourn.open_requests ORDER BY -priority, coalesce(due_at, 'infinity'), id LIMIT 50"
    return lambda n: login.execute(query).fetchall()


def answering(login: Any) -> Callable[[int], object]:
    ids = [
        row[0] for row in login.execute("SELECT id FROM adjourn.inbox_of(filter => %s, at_most => %s)", (_PLAIN, TIMES))
    ]
    return lambda n: login.execute("UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s", (ids[n],))


if __name__ == "__main__":
    main()
