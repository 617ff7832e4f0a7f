"""What goes wrong: a worker dies after a chosen statement, is taken for dead, is another host; code changes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.support.house import House, Row
from tests.support.offers import offer

#: Fires within the statement that it counts, so that statement still commits: the worker dies right after it. What
#: it sends later is refused, as it would never be sent.
_CRASH = """
CREATE SEQUENCE IF NOT EXISTS adjourn.statements;
SELECT setval('adjourn.statements', 1, false);
CREATE OR REPLACE FUNCTION adjourn.crash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('adjourn.statements') = {n} THEN
    UPDATE adjourn.jobs SET lease_until = clock_timestamp() - interval '1 second' WHERE status = 'running';
    UPDATE adjourn.jobs SET lease_id = gen_random_uuid() WHERE status = 'running';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER crash AFTER INSERT ON adjourn.checkpoint_writes EXECUTE FUNCTION adjourn.crash();
"""


def world() -> Any:
    """The module `outside` of the graphs' project, as if nothing had happened yet."""
    outside = sys.modules["outside"]
    outside.reset()
    return outside


def crash_after(db: psycopg.Connection[Any], n: int) -> None:
    """From now on, whoever runs a job dies after the `n`th statement that stores checkpoints or writes."""
    db.execute(_CRASH.format(n=n))


def statements(db: psycopg.Connection[Any]) -> int:
    """How many there have been since `crash_after`."""
    row = db.execute("SELECT last_value FROM adjourn.statements").fetchone()
    assert row is not None
    return int(row["last_value"])


def lose_lease(house: House, job_id: str) -> None:
    """The worker is taken for dead: another one claims the job, and dies of it at once."""
    house.expire_lease(job_id)
    house.db.execute(
        "UPDATE adjourn.jobs SET lease_id = gen_random_uuid() WHERE id = %s AND status = 'running'", (job_id,)
    )


def deploy(house: House, name: str, graph: Any) -> None:
    """From now on the worker's code has `graph` under this name."""
    house.worker.project.made[name], house.worker.project.specs[name] = graph, "a test"
    claimant = house.worker.claimant
    claimant.graphs.append(name)
    offer(house.db, name, project=claimant.project, queue=claimant.queues[0])


@contextmanager
def meanwhile(act: Callable[[], Any]) -> Iterator[threading.Thread]:
    """Another thread does this; at the end it is waited for."""
    thread = threading.Thread(target=act)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(30)
        assert not thread.is_alive(), "still busy"


def advance_elsewhere(house: House, job_id: str, before: str = "") -> Row:
    """One advance in another process, which has loaded nothing but the project. `before`: Python to run there first."""
    settings = house.worker.settings
    code = f"""
from adjourn.models.ground.settings import Settings
from adjourn.worker.advance.advance import advance
from adjourn.worker.worker import Worker
{before}
process = Worker.open(Settings(database_url={settings.database_url!r}, project={str(settings.project)!r}))
process.loop.run(advance(process, {job_id!r}))
process.close()
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    return house.job(job_id)


def forks(house: House, job_id: str) -> int:
    """Checkpoints that share their parent with another one: two workers have computed the same step."""
    row = house.db.execute(
        "SELECT count(*) - count(DISTINCT (checkpoint_ns, parent_checkpoint_id)) AS forks FROM adjourn.checkpoints "
        "WHERE thread_id = %s AND parent_checkpoint_id IS NOT NULL",
        (house.job(job_id)["thread_id"],),
    ).fetchone()
    assert row is not None
    return int(row["forks"])
