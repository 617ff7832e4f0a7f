"""`adjourn thread`: where a conversation stands, as LangGraph sees it. No terminal obeys what is said in it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.support.command import ADJOURN, Command
from tests.support.house import House
from tests.support.waiting import until

#: What a model might write to take over a terminal or to make a sentence read as another.
HOSTILE = "\x1b[2J\x1b]0;title\x07 \r overwritten \x9b31m \b\b \u202eesrever \u2066 \u200b \U000e0041 \x00 end"
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\U000e0041]")
_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def marked(drawing: str) -> list[str]:
    """The nodes that are drawn as waiting, each of them drawn at all."""
    names = re.findall(r"^\s*class (\S+) waiting;$", drawing, re.MULTILINE)
    assert all(re.search(rf"^\s*{re.escape(name)}\(", drawing, re.MULTILINE) for name in names), drawing
    return names


def test_a_thread_shows_its_state_its_next_node_its_history_and_where_it_waits(house: House, adjourn: Command) -> None:
    job = house.run("line", {"log": []}, thread_id="ada")
    seen = adjourn("thread", "ada", "--json").json
    assert (seen["graph"], seen["values"], seen["next"], seen["error"]) == ("line", {"log": ["begin"]}, ["ask"], None)
    steps = [(step["step"], step["source"], step["next"]) for step in seen["history"]]
    assert steps == [(1, "loop", ["ask"]), (0, "loop", ["begin"]), (-1, "input", ["__start__"])]
    assert [row["title"] for row in seen["requests"]] == ["go on?"]
    assert [(row["id"], row["status"]) for row in seen["jobs"]] == [(str(job["id"]), "waiting")]
    assert marked(seen["drawing"]) == ["ask"]
    said = adjourn.quick("thread", "ada").out
    for part in ("next        ask\n", '{"log": ["begin"]}', "adjourn answer 1 --comment TEXT", "graph TD;"):
        assert part in said
    assert marked(said) == ["ask"]


def test_a_finished_thread_has_no_next_node_and_none_that_waits(house: House, adjourn: Command) -> None:
    job = house.run("line", {"log": []}, thread_id="ada")
    house.answer_all(job["id"], "yes")
    house.advance_due()
    seen = adjourn.quick("thread", "ada", "--json").json
    assert (seen["next"], seen["requests"], seen["values"]) == ([], [], {"log": ["begin", "yes", "end"]})
    assert seen["history"][0]["next"] == []
    assert marked(seen["drawing"]) == []
    assert "next        nothing, it has finished" in adjourn.quick("thread", "ada").out


def test_a_thread_that_has_not_started_says_so(house: House, adjourn: Command) -> None:
    house.enqueue("line", {"log": []}, thread_id="ada")
    assert "next        nothing, it has not started" in adjourn.quick("thread", "ada").out
    assert adjourn.quick("thread", "ada", "--json").json["history"] == []


def test_the_drawing_marks_each_node_that_waits(house: House, adjourn: Command) -> None:
    shapes: dict[str, tuple[Any, list[str]]] = {
        "parallel": ({"log": []}, ["left", "right"]),
        "fan_out": ({"n": 3}, ["ask_one"]),
        "subgraph": ({"log": []}, [r"inner\3aask_twice"]),
        "calls_inner": ({"log": []}, [r"call_inner\3aask_twice"]),
        "functional": (2, ["functional"]),
        "stops_before": ({"log": []}, ["end"]),
        "stops_inside": ({"log": []}, [r"inner\3aend"]),
    }
    for graph, (input, nodes) in shapes.items():
        house.run(graph, input, thread_id=graph)
        assert marked(adjourn.quick("thread", graph, "--json").json["drawing"]) == nodes


def test_without_the_code_of_its_graph_the_rest_of_a_thread_is_shown(
    house: House, adjourn: Command, tmp_path: Path
) -> None:
    house.run("line", {"log": []}, thread_id="ada")
    for name, langgraph in (("none", None), ("other", '{"graphs": {"other": "./g.py:g"}}'), ("bad", "{")):
        project = tmp_path / name
        project.mkdir()
        (project / "g.py").write_text("import no_such_module")
        if langgraph:
            (project / "langgraph.json").write_text(langgraph)
        seen = adjourn.quick("thread", "ada", "--json", "--project", str(project)).json
        assert seen["error"] and (seen["values"], seen["next"]) == (None, None)
        assert [step["step"] for step in seen["history"]] == [1, 0, -1]
        assert marked(seen["drawing"]) == ["ask"]
        assert "its state cannot be read here: " in adjourn.quick("thread", "ada", "--project", str(project)).out


def test_messages_are_shown_as_a_conversation(house: House, adjourn: Command) -> None:
    call = {"name": "pay", "args": {"amount": 5}, "id": "1", "type": "tool_call"}
    messages = [("user", "Please pay."), {"role": "ai", "content": "I will.", "tool_calls": [call]}]
    house.run("tools", {"messages": messages}, thread_id="ada")
    said = adjourn.quick("thread", "ada").out
    assert "\nmessages\n  human: Please pay.\n  ai: I will.\n    calls pay(amount=5)\n" in said


def test_what_is_almost_a_message_is_shown_as_it_is(house: House, adjourn: Command) -> None:
    wrong: list[Any] = [5, ["x"], [5], [None], [[]], {"a": 1}, "x", True, [{"name": "pay", "args": 5}]]
    almost: list[dict[str, Any]] = [{"content": "I will.", "tool_calls": calls} for calls in wrong]
    almost += [{}, {"amount": 5}, {"content": None}, {"content": {"text": "I will."}}]
    for data in almost:
        job = house.run("echo", {"log": [{"type": "ai", "data": data}]})
        for command in ("job", "thread"):
            done = adjourn.quick(command, str(job["id"]))
            assert (done.code, done.err) == (0, ""), data
            assert '"type": "ai"' in done.out and all(f'"{key}"' in done.out for key in data), done.out


def test_every_digit_and_every_key_beside_a_conversation_is_shown(house: House, adjourn: Command) -> None:
    """Of what Postgres keeps, which may be more than Python can: digits without end, and a key that is there twice."""
    call = '{"name": "pay", "args": {"amount": 1.50000000000000000000001, "of": [1.50, 2]}}'
    said = f'[{{"type": "ai", "data": {{"content": "I will.", "tool_calls": [{call}]}}}}]'
    deep = "[" * 5_000 + "]" * 5_000
    shown = {
        f'{{"messages": {said}, "x": [1.50000000000000000000001, 12.00], "y": 0.{"9" * 5_000}}}': [
            "ai: I will.",
            "calls pay(amount=1.50000000000000000000001, of=[1.50, 2])",
            "x: [1.50000000000000000000001, 12.00]",
            "y: 0.9999",
        ],
        f'{{"messages": {said}, "y": {{"a": 1, "a": 2}}}}': ['"a": 1', '"a": 2', "1.50000000000000000000001"],
        f'{{"messages": {said}, "z": {deep}}}': ["I will.", "[[[["],
    }
    for text, parts in shown.items():
        [row] = house.db.execute("SELECT adjourn.enqueue('echo', %s::json)::text AS id", (text,)).fetchall()
        done = adjourn.quick("job", row["id"])
        assert (done.code, done.err) == (0, "")
        assert [part for part in parts if part not in done.out] == [], done.out


def test_what_a_model_wrote_is_shown_and_not_obeyed(house: House, adjourn: Command) -> None:
    failing, asking = house.run("line", HOSTILE), house.run("shaped", {"log": [HOSTILE, None]})
    house.run("tools", {"messages": [("user", HOSTILE)]}, thread_id="ada")
    assert (failing["status"], asking["status"]) == ("failed", "waiting")
    for arguments in (
        ["jobs"],
        ["job", str(failing["id"])],
        ["job", str(asking["id"])],
        ["requests"],
        ["request", "1"],
        ["thread", str(asking["id"])],
        ["thread", "ada"],
    ):
        for form in ([], ["--json"]):
            done = adjourn.quick(*arguments, *form)
            assert done.code == 0, (arguments, done)
            assert not _OBEYED.search(done.out), (arguments, form, done.out)
    assert r"got \x1b[2J" in adjourn.quick("jobs").out, "why it failed"
    shown = adjourn.quick("request", "1").out
    assert r"\x1b[2J\x1b]0;title\x07 \r overwritten \x9b31m" in shown and r"\u202eesrever \u2066 \u200b" in shown
    assert adjourn.quick("request", "1", "--json").json["question"] == house.requests(asking["id"])[0]["question"]
    typed = HOSTILE.replace("\0", "")
    assert adjourn.quick("answer", "1", "--comment", typed).code == 0
    for arguments in (["requests", "--all", "--json"], ["job", str(asking["id"]), "--json"], ["request", "1"]):
        assert not _OBEYED.search(adjourn.quick(*arguments).out), arguments
    assert adjourn.quick("request", "1", "--json").json["comment"] == typed
    done = adjourn.quick("enqueue", typed)
    assert done.code == 2 and not _OBEYED.search(done.complaint)


def test_progress_and_colours_are_for_terminals(house: House, adjourn: Command) -> None:
    job = house.run("shaped", {"log": [HOSTILE, None]})
    shown, waited = (
        on_a_terminal(adjourn, "requests"),
        on_a_terminal(adjourn, "enqueue", "line", "{}", "--wait", until_="queued"),
    )
    assert "\x1b[" in shown and not _OBEYED.search(_COLOUR.sub("", shown).replace("\r\n", "\n"))
    assert "queued" in waited, "no progress"
    assert "\x1b" not in adjourn.quick("job", str(job["id"])).out


def on_a_terminal(adjourn: Command, *arguments: str, until_: str = "") -> str:
    """What a terminal gets to see, up to a word or to the end."""
    ours, theirs = pty.openpty()
    environment = adjourn.environment() | {"TERM": "xterm-256color"}
    process = subprocess.Popen([*ADJOURN, *arguments], env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""

    def ended() -> bool:
        nonlocal shown
        try:
            shown += os.read(ours, 10_000)
        except OSError:  # the other side is closed
            return True
        return bool(until_) and until_.encode() in shown

    until(ended, "the terminal has shown it")
    process.terminate()
    process.wait()
    os.close(ours)
    return shown.decode()
