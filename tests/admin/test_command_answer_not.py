"""`adjourn answer 7` at a terminal, when nothing is sent: who asked is told so, and the question is as it was."""

from __future__ import annotations

from typing import Any

from tests.support.by_hand import ask, read, shaped
from tests.support.command import Command
from tests.support.house import House, Row
from tests.support.keyboard import CTRL_C, CTRL_D


def is_open(house: House, row: Row) -> bool:
    return bool(read(house, row)["status"] == "open")


def test_who_leaves_sends_nothing_and_is_told(house: House, answering: Any) -> None:
    row = shaped(house, "which?", {"enum": ["left", "right"]})
    said = f"nothing was sent: request {row['id']} is as it was"
    for typed, keys, code in (
        ([], CTRL_C, 130),
        ([], "\r", 1),
        (["1"], CTRL_D, 1),
        (["1"], "no\r", 1),
    ):
        with answering(row) as keyboard:
            keyboard.types(*typed)
            keyboard.reads("[yes/no] " if typed else "> ")
            keyboard.presses(keys)
            ended, shown = keyboard.ends()
            assert (ended, said in shown) == (code, True), shown
        assert is_open(house, row)


def test_what_changed_meanwhile_is_told_and_nothing_is_sent(house: House, adjourn: Command, answering: Any) -> None:
    row = shaped(house, "which?", {"enum": ["left", "right"]})
    with answering(row) as keyboard:
        keyboard.types("1")
        keyboard.reads("Send this? [yes/no] ")
        house.db.execute("ALTER TABLE adjourn.human_requests DISABLE TRIGGER request_keeps")
        house.db.execute("UPDATE adjourn.human_requests SET question_hash = 'x' WHERE id = %s", (row["id"],))
        house.db.execute("ALTER TABLE adjourn.human_requests ENABLE TRIGGER request_keeps")
        keyboard.presses("yes\r")
        code, shown = keyboard.ends()
        assert (code, "asks something else by now: read it again" in shown) == (2, True), shown
    assert is_open(house, row)
    with answering(row) as keyboard:
        keyboard.types("1")
        keyboard.reads("Send this? [yes/no] ")
        assert adjourn.quick("answer", str(row["id"]), "right").code == 0
        keyboard.presses("yes\r")
        code, shown = keyboard.ends()
        assert code == 2 and f"request {row['id']} was already answered by" in shown, shown
    assert read(house, row)["choice"] == "right"
    with answering(row) as keyboard:
        code, shown = keyboard.ends()
        assert code == 2 and shown.endswith(f"request {row['id']} is answered: it takes no answer any more"), shown


def test_without_a_terminal_it_says_what_to_give(house: House, adjourn: Command) -> None:
    row = ask(house)
    assert adjourn.quick("answer", str(row["id"])).complaint.startswith("give --choice, --comment or --answer")
