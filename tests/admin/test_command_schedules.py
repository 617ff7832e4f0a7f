"""What is enqueued by the clock, as an operator writes it down."""

from __future__ import annotations

from tests.support.command import Command
from tests.support.house import House


def test_a_schedule_is_added_listed_paused_and_removed(house: House, adjourn: Command) -> None:
    assert adjourn.quick("schedules").out == "nothing is enqueued by the clock (adjourn schedules add)\n"
    add = ("schedules", "add", "nightly", "echo", '{"day": 1}', "--cron", "30 2 * * *", "--zone", "Europe/Berlin")
    assert adjourn.quick(*add).out.startswith("nightly is due 20")
    assert "there is a schedule nightly already" in adjourn.quick(*add).complaint
    [row] = adjourn.quick("schedules", "--json").json
    assert (row["input"], row["zone"], row["missed"], row["paused"]) == ({"day": 1}, "Europe/Berlin", "once", False)
    house.db.execute("UPDATE adjourn.schedules SET error = 'thread is of another graph'")
    assert "nightly has stopped: thread is of another graph" in adjourn.quick("doctor").out
    assert adjourn.quick("schedules", "pause", "nightly").out == "paused: nightly\n"
    assert "paused" in adjourn.quick("schedules").out
    assert adjourn.quick("schedules", "unpause", "nightly").out == "goes on: nightly\n"
    assert adjourn.quick("schedules", "remove", "nightly").out == "there is no schedule nightly any more\n"
    assert "there is no schedule nightly" in adjourn.quick("schedules", "remove", "nightly").complaint


def test_what_cannot_be_is_a_sentence(house: House, adjourn: Command) -> None:
    def why(graph: str, cron: str, *more: str) -> str:
        done = adjourn.quick("schedules", "add", "nightly", graph, "1", "--cron", cron, *more)
        assert done.code == 2
        return done.complaint

    assert "five fields are needed: minute, hour, day of month, month, weekday" in why("echo", "daily")
    assert "there is no time zone 'Berlin'" in why("echo", "* * * * *", "--zone", "Berlin")
    assert "graph 'nothing' is not known" in why("nothing", "* * * * *")
    assert "five fields" in why("echo", "* * * * * *")
