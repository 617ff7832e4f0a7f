"""How much of what may run, by command."""

from __future__ import annotations

from pathlib import Path

from tests.admin.test_command_batch import line, submitted
from tests.support.command import Command
from tests.support.house import House


def test_a_graph_is_limited_until_it_is_not(house: House, adjourn: Command) -> None:
    jobs = [house.enqueue("line", {"log": []}) for _ in range(2)]
    assert adjourn.quick("limits").out == "nothing is limited\n"
    assert "say how many" in adjourn.quick("limit", "--graph", "line").complaint
    assert "say of what" in adjourn.quick("limit", "--running", "1").complaint
    assert adjourn.quick("limit", "--graph", "line", "--running", "0").code == 2
    assert adjourn.quick("limit", "--graph", "line", "--per-minute", "1").out == "limited: graph line\n"
    assert [house.advance(job)["status"] for job in jobs] == ["waiting", "queued"]
    assert "1 of 1" in adjourn.quick("limits").out
    assert [row["started"] for row in adjourn.quick("limits", "--json").json] == [1]
    assert "everything has no limit" in adjourn.quick("unlimit", "--all").complaint
    assert adjourn.quick("unlimit", "--graph", "line").out == "no longer limited: graph line\n"
    assert house.advance(jobs[1])["status"] == "waiting"


def test_a_batch_is_limited_by_whoever_submits_it(house: House, adjourn: Command, tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text("".join(line(str(n), {"log": []}) + "\n" for n in range(3)))

    def waiting() -> int:
        house.advance_due()
        return len(house.db.execute("SELECT FROM adjourn.jobs WHERE status = 'waiting'").fetchall())

    id = submitted(adjourn, file, "--per-minute", "1", graph="line")
    assert waiting() == 1
    assert adjourn.quick("batch", "limit", id, "--per-minute", "2").out == "limited\n"
    assert waiting() == 2
    assert f"batch {id}" in adjourn.quick("limits").out
    assert adjourn.quick("batch", "limit", id).out == "not limited\n"
    assert waiting() == 3
