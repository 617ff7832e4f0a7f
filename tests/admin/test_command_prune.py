"""What `adjourn prune` says would go, goes with --yes, and nothing else does."""

from __future__ import annotations

import pytest
from adjourn.models import refused
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate

from tests.support.command import Command
from tests.support.house import House
from tests.support.logins import Logins
from tests.support.pruning import age, left, rule


def finished(house: House, graph: str, thread: str) -> None:
    job = house.run(graph, {"log": []}, thread_id=thread)
    while house.job(job["id"])["status"] == "waiting":
        house.answer_all(job["id"], "yes")
        house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"
    age(house.db, thread)


@pytest.mark.parametrize("strategy", ["delete", "keep_latest"])
def test_it_says_first_what_would_go(house: House, adjourn: Command, strategy: str) -> None:
    for graph in ("line", "subgraph"):
        finished(house, graph, f"old {graph}")
        rule(house.db, graph, strategy)
        waiting = house.run(graph, {"log": []}, thread_id=f"waiting {graph}")
        assert waiting["status"] == "waiting"
    finished(house, "steps", "without a rule")
    before = sum(row["bytes"] for row in house.db.execute("SELECT bytes FROM adjourn.thread_sizes"))
    rows = {name: left(house.db, name) for name in ("old line", "waiting line", "without a rule")}

    dry = adjourn.quick("prune", "--json").json
    said = adjourn.quick("prune").out
    assert said.startswith(
        f"line of adjourn ({strategy}, 60 min after the last end): would go (--yes does it): 1 threads ("
    )
    assert "what belongs to no thread: nothing" in said
    assert left(house.db, "old line") == rows["old line"]

    done = adjourn.quick("prune", "--yes", "--json").json
    assert done == [{name: row[name] for name in row if name != "bytes"} for row in dry], "the same rows"
    after = sum(row["bytes"] for row in house.db.execute("SELECT bytes FROM adjourn.thread_sizes"))
    assert before - after == sum(row["bytes"] for row in dry if row["kind"] != "notes")
    assert {name: left(house.db, name) for name in ("waiting line", "without a rule")} == {
        name: rows[name] for name in ("waiting line", "without a rule")
    }
    assert adjourn.quick("prune", "--json").json == []
    house.db.execute("SET adjourn.many = 'yes'")
    while asked := house.db.execute("SELECT id FROM adjourn.human_requests WHERE status = 'open'").fetchall():
        for row in asked:
            house.answer(row["id"], "yes")
        house.advance_due()
    assert house.db.execute("SELECT FROM adjourn.jobs WHERE status <> 'succeeded'").rowcount == 0


def test_only_one_graph(house: House, adjourn: Command) -> None:
    for graph in ("line", "steps"):
        finished(house, graph, graph)
        rule(house.db, graph)
    assert adjourn.quick("prune", "--graph", "steps", "--yes").out.startswith("steps of adjourn (delete, ")
    assert (left(house.db, "steps"), left(house.db, "line")["jobs"]) == ({}, 1)
    assert "no rule counts for graph form" in adjourn.quick("prune", "--graph", "form").complaint


def test_the_rest_is_kept_as_long_as_the_owner_says(house: House, adjourn: Command) -> None:
    finished(house, "line", "t")
    waiting = house.run("line", {"log": []}, thread_id="w")
    with house.worker.engine.connect() as connection:
        refused.keep(connection, "lane", "{}", "why")
        refused.keep(connection, "lane", "{}", "locked", again_in=3600)
    assert "for ever" in adjourn.quick("prune", "kept").out
    assert adjourn.quick("prune", "--yes").out.endswith("what belongs to no thread: nothing\n")
    for what in ("events", "refused", "batches"):
        assert adjourn.quick("prune", "keep", what, "0 s").out == f"{what}: kept for 0 s\n"
    events = house.db.execute("SELECT FROM adjourn.events WHERE job_id = %s", (waiting["id"],)).rowcount
    said = house.db.execute("SELECT data FROM adjourn.events WHERE became = 'ttl changed' AND data ->> 'of' = 'events'")
    assert [row["data"] for row in said] == [{"of": "events", "was": None, "became": "00:00:00"}]
    house.db.execute("""INSERT INTO adjourn.batches (id, graph, project, options, created_by)
      VALUES (gen_random_uuid(), 'line', 'adjourn', '{}', 'x')""")  # fmt: skip
    dry = {row["kind"]: row["rows"] for row in adjourn.quick("prune", "--json").json}
    assert dry.keys() == {"events", "refused", "batches"}
    assert {row["kind"]: row["rows"] for row in adjourn.quick("prune", "--yes", "--json").json} == dry
    assert house.db.execute("SELECT FROM adjourn.events").rowcount == events > 0, "those of what waits"
    assert [row["why"] for row in house.db.execute("SELECT why FROM adjourn.refused")] == ["locked"]
    assert adjourn.quick("prune", "keep", "events", "forever").out == "events: kept for ever\n"
    assert "is no interval" in adjourn.quick("prune", "keep", "events", "soon").complaint
    assert adjourn.quick("prune", "keep", "events", "'-1 day'").code == 2


def test_the_size_of_a_thread_is_shown(house: House, adjourn: Command) -> None:
    house.run("steps", {"log": ["x" * 100_000]}, thread_id="big")
    assert "about" in adjourn.quick("thread", "big").out
    assert adjourn.quick("thread", "big", "--json").json["bytes"] > 1000


def test_a_reader_may_look_and_prunes_nothing(house: House, database_url: str, adjourn: Command) -> None:
    migrate(Settings(database_url=database_url), roles=True)
    with Logins.open(database_url) as logins:
        reader = Command(adjourn.cwd, {"ADJOURN_DATABASE_URL": logins.url("reader")})
        rule(house.db, "steps")
        assert "permission denied" in reader.quick("prune", "--yes").complaint
        assert "permission denied" in reader.quick("prune", "keep", "events", "1 day").complaint
        assert "for ever" in reader.quick("prune", "kept").out
