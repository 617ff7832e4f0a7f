"""The scheduler prunes by itself, and whoever is killed in the middle of it leaves nothing half gone."""

from __future__ import annotations

from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.pruning import age, left, orphans, rule
from tests.support.waiting import until

_COPIES = """
INSERT INTO adjourn.jobs (thread_id, project, graph, queue, status, result, started_at, finished_at)
  SELECT 'old ' || n, project, graph, queue, 'succeeded', '1', now(), now() - interval '2 hours' + n * interval '1 ms'
  FROM adjourn.jobs, generate_series(1, %s) n WHERE thread_id = 'one'"""


def test_old_threads_go_while_schedulers_are_killed(house: House, fleet: Fleet) -> None:
    house.run("steps", {"log": []}, thread_id="one")
    waiting = house.run("line", {"log": []})
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute(_COPIES, (3000,))
        house.db.execute("""INSERT INTO adjourn.threads (thread_id, project, graph)
          SELECT thread_id, project, graph FROM adjourn.jobs WHERE thread_id LIKE 'old %'""")
        house.db.execute("""INSERT INTO adjourn.events (job_id, became)
          SELECT id, 'succeeded' FROM adjourn.jobs WHERE thread_id LIKE 'old %'""")
    house.db.execute("DELETE FROM adjourn.sessions")
    for graph in ("steps", "line"):
        rule(house.db, graph, sweep_interval_minutes=0.01)
    house.db.execute("UPDATE adjourn.graphs SET seen_at = 'infinity' WHERE ttl IS NOT NULL")
    age(house.db, waiting["thread_id"])
    house.db.execute("UPDATE adjourn.graphs SET ttl = NULL, seen_at = now() - interval '9 minutes' WHERE ttl IS NULL")

    def remaining() -> int:
        return house.db.execute("SELECT FROM adjourn.jobs WHERE thread_id LIKE 'old %%'").rowcount

    for aim in (2600, 1500, 400):
        running = fleet.scheduler()
        until(lambda n=aim: remaining() <= n, f"{aim} are left", seconds=60)  # type: ignore[misc]
        fleet.kill(running)
        assert orphans(house.db) == []
    fleet.scheduler()
    until(lambda: remaining() == 0, "all are gone", seconds=60)
    fleet.stop()
    assert orphans(house.db) == []
    assert left(house.db, "one")["jobs"] == left(house.db, waiting["thread_id"])["human_requests"] == 1
