"""What an operator does about messages that were refused."""

from __future__ import annotations

import json

from tests.support.command import Command
from tests.support.house import House


def put(house: House, *messages: str) -> None:
    for message in messages:
        house.db.execute(
            "INSERT INTO adjourn.refused (queue, message, why) VALUES ('adjourn', %s, 'graph ''x'' is not known')",
            (message,),
        )


def test_refused_messages_are_listed_tried_again_and_dropped(house: House, adjourn: Command) -> None:
    assert adjourn.quick("refused").out == "no message is refused\n"
    assert adjourn.quick("doctor", "messages").code == 0
    whole = json.dumps({"id": "a", "args": ["x"], "kwargs": {}})
    put(house, whole, "\x1b[2J garbage", whole)
    done = adjourn.quick("doctor", "messages")
    assert done.code == 1 and "3 refused, the newest at" in done.out and "graph 'x' is not known" in done.out
    for command in (["refused"], ["refused", "list"]):
        shown = adjourn.quick(*command).out
        assert "on adjourn: graph 'x' is not known" in shown and "\\x1b[2J garbage" in shown and "\x1b" not in shown
        assert [row["id"] for row in adjourn.quick(*command, "--json").json] == [3, 2, 1]
    assert "holds no whole request" in adjourn.quick("refused", "retry", "2").complaint
    assert "give the ids of messages, or --all" in adjourn.quick("refused", "retry").complaint
    assert "give the ids of messages, or --all" in adjourn.quick("refused", "drop", "1", "--all").complaint
    assert "there is no refused message 9" in adjourn.quick("refused", "drop", "1", "9").complaint
    assert adjourn.quick("refused", "retry", "3").out == "1 message is tried again as soon as a worker comes\n"
    assert adjourn.quick("refused", "retry", "--all", "--json").json == [1, 3]
    again = "SELECT id FROM adjourn.refused WHERE again_at <= now() ORDER BY id"
    assert [row["id"] for row in house.db.execute(again)] == [1, 3]
    assert "1 refused" in adjourn.quick("doctor", "messages").out
    assert adjourn.quick("refused", "drop", "2", "--json").json == [2]
    assert adjourn.quick("refused", "drop", "--all").out == "2 messages are dropped\n"
    assert adjourn.quick("refused", "--json").json == []
