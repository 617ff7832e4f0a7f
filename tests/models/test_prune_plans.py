"""What it costs to prune does not grow with what stays."""

from __future__ import annotations

from tests.support.house import House
from tests.support.pruning import age, left, rule

_MANY = 3000
_STEP = """
SELECT is_done, gone
FROM adjourn.prune_threads('adjourn', 'line', 100, '1970-01-01', '00000000-0000-0000-0000-000000000000')"""
#: Finished just now, each with a thread and an event.
_COPIES = f"""
WITH copies AS (
  INSERT INTO adjourn.jobs (thread_id, project, graph, queue, status, result, started_at, finished_at)
    SELECT 'young ' || n, project, graph, queue, 'succeeded', '1', now(), now()
    FROM adjourn.jobs, generate_series(1, {_MANY}) n WHERE thread_id = 'one' RETURNING id, thread_id, project, graph
), threads AS (
  INSERT INTO adjourn.threads (thread_id, project, graph) SELECT thread_id, project, graph FROM copies
) INSERT INTO adjourn.events (job_id, became) SELECT id, 'succeeded' FROM copies"""


def pruned(house: House, thread: str) -> int:
    """How many rows are read for a thread of one job that has ended long ago."""
    job = house.run("line", {"log": []}, thread_id=thread)
    house.answer_all(job["id"], "yes")
    house.advance_due()
    age(house.db, thread)
    before = rows_read(house)
    [done] = house.db.execute(_STEP).fetchall()
    assert (done["is_done"], done["gone"]["jobs"], left(house.db, thread)) == (True, 1, {})
    return rows_read(house) - before


def rows_read(house: House) -> int:
    house.db.execute("SELECT pg_stat_force_next_flush()")
    [row] = house.db.execute(
        "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_user_tables"
        " WHERE schemaname = 'adjourn'"
    ).fetchall()
    return int(row["n"])


def test_it_reads_by_index_whatever_else_there_is(house: House) -> None:
    house.run("line", {"log": []}, thread_id="one")
    rule(house.db, "line")
    house.db.execute("UPDATE adjourn.graphs SET seen_at = 'infinity' WHERE name = 'line'")
    alone = [pruned(house, f"alone {n}") for n in range(8)][-1]
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute(_COPIES)
    assert pruned(house, "beside") <= alone + 100 < _MANY
