"""What must hold whatever order things came in: checked on rows, and on the journal of who has committed what."""

from __future__ import annotations

from typing import Any

from adjourn.models import due

from tests.support.house import House, Row
from tests.support.merges import Merge
from tests.support.replay import REPLAYS
from tests.support.stepped import Stage
from tests.support.trouble import forks


def assert_sound(stage: Stage, merge: Merge, *job_ids: str) -> None:
    assert_one_lease_at_a_time(merge)
    assert_replays(stage.house)
    for job_id in job_ids:
        assert stage.house.job(job_id)["status"] != "running", "nobody works on it, and it waits for its lease"
        assert forks(stage.house, job_id) == 0
    given = {int(to): did.removeprefix("answers ") for _, did, to in merge.journal if did.startswith("answers ")}
    for _, did, to in merge.journal:
        assert not did.startswith("answers ") or did == f"answers {given[int(to)]}", f"{to} was answered twice"
    for row in (row for job_id in job_ids for row in stage.house.requests(job_id)):
        assert row["answer"] == given.get(row["id"], row["answer"]), "an answer that was accepted is gone"
    with stage.house.worker.engine.connect() as connection:
        left = {row.id: row.turn for row in due.everything(connection, 1000) if row.id in job_ids}
    assert left.items() <= stage.rung, "nobody was told that it is due"


def assert_one_lease_at_a_time(merge: Merge) -> None:
    """Between a claim and the end of its lease nobody else writes, and after it the one who claimed does not."""
    holders: dict[str, str | None] = {}
    for name, did, job_id in merge.journal:
        if did == "claimed":
            holders[job_id] = name
        elif did in ("saved", "recorded"):
            assert holders.get(job_id) == name, f"{name} {did} under the lease of {holders.get(job_id)}"
        elif did == "fails":
            assert holders.get(job_id) is None, f"{name} ended what {holders.get(job_id)} works on"
        if did in ("recorded", "cancels", "fails"):
            holders[job_id] = None


def assert_replays(house: House) -> None:
    broken = {name: house.db.execute(query).fetchall() for name, query in REPLAYS.items()}
    assert not any(broken.values()), broken


def carry_to_the_end(house: House, job_id: str) -> Row:
    """People answer what is still open, workers do what is due; the job must end."""
    for _ in range(10):
        house.advance_due()
        if (job := house.job(job_id))["finished_at"]:
            assert_replays(house)
            assert forks(house, job_id) == 0
            return job
        for row in house.requests(job_id, "open"):
            house.answer(row["id"], f"{row['title']} {row['id']}")
    raise AssertionError(f"it never ends: {house.job(job_id)}")


def assert_went_well(house: House, job_id: str) -> None:
    """It succeeds in the end, and each answer stands in its result where its question was asked."""
    job = carry_to_the_end(house, job_id)
    assert job["status"] == "succeeded", job["error"]
    given = answers_of(house, job_id)
    if job["graph"] == "parallel":
        assert job["result"]["log"] == [f"left {given['left?']}", f"right {given['right?']}"]
    else:
        assert job["result"]["log"] == ["begin", given["go on?"], given["again?"], "end"]


def answers_of(house: House, job_id: str) -> dict[str, Any]:
    """What the job's questions were answered with, by their titles; all of them were used."""
    rows = house.requests(job_id)
    assert {row["status"] for row in rows} == {"resumed"}
    return {row["title"]: row["answer"] for row in rows}
