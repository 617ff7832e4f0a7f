"""Many questions at once: copies of one, as SQL makes them."""

from __future__ import annotations

from tests.support.house import House, Row

_KEPT = "job_id thread_id graph node kind title question question_hash"
_OWN = {"interrupt_id": "gen_random_uuid()::text", "ordinal": "0"} | dict.fromkeys(
    ("checkpoint_ns", "checkpoint_id", "task_id"), "''"
)


def copy(house: House, row: Row, times: int, **values: str) -> None:
    """Past all rules. `values` are SQL, in which n counts from 1."""
    columns = {name: name for name in _KEPT.split()} | _OWN | values
    selected = ", ".join(columns.values()).replace("%", "%%")
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute(
            f"INSERT INTO adjourn.human_requests ({', '.join(columns)}) SELECT {selected} "
            "FROM adjourn.human_requests, generate_series(1, %s) n WHERE id = %s",
            (times, row["id"]),
        )
