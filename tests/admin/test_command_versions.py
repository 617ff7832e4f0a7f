"""`adjourn versions`: what has begun on which version, and whether anybody takes it."""

from __future__ import annotations

from tests.support.command import Command
from tests.support.house import House


def test_a_version_may_go_when_none_of_its_jobs_is_left(adjourn: Command, house: House) -> None:
    version = house.worker.project.version
    job = house.run("line", {"log": []})
    [row] = adjourn.quick("versions", "--json").json
    assert (row["version"], row["project"], row["workers"], row["takes"]) == (version, "adjourn", 1, ["all"])
    assert (row["jobs"], row["waiting"], row["running"], row["untaken"]) == (1, 1, 0, 0)
    assert adjourn.quick("versions", version).code == 1
    house.answer_all(job["id"], "yes")
    house.advance_due()
    house.db.execute("UPDATE adjourn.workers SET takes = 'begun'")
    done = adjourn.quick("versions", version)
    assert done.code == 0 and "its workers may stop" in done.out
    house.db.execute("DELETE FROM adjourn.workers")
    assert adjourn.quick("versions", version).out == "none of its jobs is left\n"
    assert adjourn.quick("versions").out == "no workers, and no jobs that have begun\n"


def test_a_version_that_nobody_has_offered_is_a_sentence(adjourn: Command, house: House) -> None:
    assert adjourn.quick("versions", "1.4").complaint == "no worker has offered version 1.4: see `adjourn graphs`"


def test_a_job_says_who_takes_it_and_whether_its_graph_has_changed(adjourn: Command, house: House) -> None:
    job, version = house.run("line", {"log": []}), house.worker.project.version
    said = adjourn.quick("job", str(job["id"])).out
    assert f"line ({version})" in said and "by no worker" not in said
    house.db.execute("UPDATE adjourn.graphs SET fingerprint = 'another' WHERE name = 'line'")
    house.db.execute("UPDATE adjourn.jobs SET graph_version = '1'")
    house.db.execute("UPDATE adjourn.workers SET takes = 'own'")
    said = " ".join(adjourn.quick("job", str(job["id"])).out.split())
    assert f"line (1, and has changed since: {version} is offered now)" in said
    assert "by no worker: those that live take other versions. Start one of version 1 with ADJOURN_TAKES=begun" in said
