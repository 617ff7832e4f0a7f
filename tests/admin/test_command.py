"""The command: what people ask, see and change with it. Each reads and writes the same rows as everybody else."""

from __future__ import annotations

import json
import signal
from importlib.metadata import version
from typing import Any

import pytest

from tests.support.command import Command
from tests.support.house import House, Row
from tests.support.waiting import until


def columns(house: House, table: str) -> set[str]:
    rows = house.db.execute(
        "SELECT attname AS name FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        (f"adjourn.{table}",),
    ).fetchall()
    return {row["name"] for row in rows}


def test_a_job_is_enqueued_asked_about_answered_and_read_by_commands_alone(house: House, adjourn: Command) -> None:
    job_id = adjourn("enqueue", "line", '{"log": []}').out.strip()
    house.advance_due()
    [request] = adjourn.quick("requests", "--json").json
    assert (request["title"], request["job_id"]) == ("go on?", job_id)
    assert adjourn("answer", str(request["id"]), "--comment", "yes").out == f"request {request['id']} is answered\n"
    house.advance_due()
    job = adjourn.quick("job", job_id, "--json").json
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", {"data": "yes"}, "end"]})
    assert [(r["id"], r["status"]) for r in job["requests"]] == [(request["id"], "resumed")]
    assert [(e["was"], e["became"]) for e in job["events"] if e["request_id"] is None][-1] == ("running", "succeeded")


def test_it_says_its_version(adjourn: Command) -> None:
    assert adjourn.quick("--version").out == f"adjourn {version('adjourn')}\n"


def test_json_has_the_columns_of_the_table_as_keys(house: House, adjourn: Command) -> None:
    job = house.run("line", {"log": []}, thread_id="ada")
    for arguments, table in {
        ("jobs",): "jobs",
        ("requests",): "human_requests",
        ("graphs",): "graphs",
    }.items():
        assert adjourn.quick(*arguments, "--json").json[0].keys() == columns(house, table), arguments
    beside = {"requests", "events", "progress"}
    assert adjourn.quick("job", job["id"].hex, "--json").json.keys() == columns(house, "jobs") | beside
    [request] = house.requests(job["id"])
    assert adjourn.quick("request", str(request["id"]), "--json").json.keys() == columns(house, "human_requests")
    assert adjourn.quick("thread", "ada", "--json").json.keys() >= columns(house, "threads")


def test_lists_can_be_narrowed(house: House, adjourn: Command) -> None:
    first, second = house.run("line", {"log": []}), house.run("parallel", {"log": []}, thread_id="ada")

    def listed(*arguments: str) -> list[Any]:
        return [row["id"] for row in adjourn.quick(*arguments, "--json").json]

    assert listed("jobs") == [str(second["id"]), str(first["id"])], "not the newest first"
    assert listed("jobs", "--limit", "1") == listed("jobs", "--thread", "ada") == [str(second["id"])]
    assert listed("jobs", "--graph", "line", "--status", "waiting") == [str(first["id"])]
    assert listed("jobs", "--status", "failed") == []
    assert listed("requests", "--job", str(second["id"])) == [row["id"] for row in house.requests(second["id"])]
    house.answer_all(first["id"], 1)
    assert len(listed("requests")) == 2
    assert len(listed("requests", "--all")) == 3
    assert len(listed("requests", "--status", "answered")) == 1


CALL = {"name": "pay", "args": {"amount": 5}, "id": "1", "type": "tool_call"}


def test_people_are_told_how_to_answer_each_kind_of_question(house: House, adjourn: Command) -> None:
    for graph, input in {
        "line": {"log": []},
        "stops_before": {"log": []},
        "form": {"log": []},
        "tools": {"messages": [{"role": "ai", "content": "", "tool_calls": [CALL]}]},
    }.items():
        house.run(graph, input)
    said = adjourn.quick("requests").out
    for way in ("1 --comment TEXT", "2 --choice continue", "3 --answer JSON", "4 --choice reject [--comment TEXT]"):
        assert f"\n  adjourn answer {way}\n" in said, said
    assert '"reason"' in said, "the form does not say what it wants"


@pytest.mark.parametrize(
    ("graph", "input", "given", "typed", "got"),
    [
        ("line", {"log": []}, ["--comment", "yes"], "", {"data": "yes"}),
        ("line", {"log": []}, ["--answer", '{"a": [1.50]}'], "", {"a": [1.5]}),
        ("line", {"log": []}, ["--answer", "-"], "null", None),
        ("shaped", {"log": ["which?", {"enum": ["a", "b"]}]}, ["--answer", '"b"'], "", "b"),
        ("two_questions", {"log": []}, ["--comment", "both"], "", "both"),
        ("shaped", {"log": [{"query": "a\0b"}, None]}, ["--comment", "x"], "", {"data": "x"}),
    ],
)
def test_an_answer_reaches_the_graph_as_it_was_given(
    house: House, adjourn: Command, graph: str, input: Row, given: list[str], typed: str, got: Any
) -> None:
    job = house.run(graph, input)
    while open_now := house.requests(job["id"], "open"):
        assert adjourn.quick("answer", str(open_now[0]["id"]), *given, stdin=typed).code == 0
        house.advance_due()
    job = house.job(job["id"])
    assert job["status"] == "succeeded"
    assert got in job["result"]["log"]


def test_tool_calls_are_shown_and_answered_with_a_word(house: House, adjourn: Command) -> None:
    said = "Tool execution requires approval"
    calls = [("send_email", {"to": "ada@example.org", "cc": [1.50]}), ("delete_file", {"path": "/tmp/\x1b[2J"})]
    requests = [{"name": n, "args": a, "description": f"{said}\n\nTool: {n}\nArgs: {a}"} for n, a in calls]
    allowed = [["approve", "edit", "respond"], ["reject", "approve"]]
    configs = [{"action_name": c[0], "allowed_decisions": d} for c, d in zip(calls, allowed, strict=True)]
    batch = {"action_requests": requests, "review_configs": configs}
    house.run("shaped", {"log": [batch, None]})
    inbox = {
        "action_request": {"action": "pay", "args": {"amount": 5}},
        "config": {"allow_respond": True, "allow_edit": True},
        "description": "Please pay.",
    }
    house.run("shaped", {"log": [[inbox], None]})
    house.run("tools", {"messages": [{"role": "ai", "content": "", "tool_calls": [CALL]}]})
    assert adjourn.quick("request", "1").out.splitlines()[1:-1] == [
        "  send_email to ada@example.org, delete_file: /tmp/ [2J",
        "    1. send_email  (approve, edit, respond)",
        '        to: "ada@example.org"',
        "        cc: [1.5]",
        f"        {said}",
        "    2. delete_file  (reject, approve)",
        '        path: "/tmp/\\u001b[2J"',
        f"        {said}",
        "  look twice: 1 invisible character",
        "  adjourn answer 1 --choice approve",
        "  adjourn answer 1 --answer JSON",
        '    where JSON is {"decisions": […]} with 2 decisions, one for each call in their order: '
        '{"type": "approve"} or {"type": "edit", "edited_action": {"name": …, "args": {…}}} or '
        '{"type": "respond", "message": …} or {"type": "reject", "message": …}',
    ]
    assert adjourn.quick("request", "2").out.splitlines()[1:-1] == [
        "  pay: amount 5",
        "    pay",
        "        amount: 5",
        "        Please pay.",
        "  adjourn answer 2 --choice response --comment TEXT",
        "  adjourn answer 2 --answer JSON",
        '    where JSON is [{"type": "edit", "args": {"action": …, "args": {…}}}]',
    ]
    assert "  adjourn answer 3 --choice respond --comment TEXT\n" in adjourn.quick("request", "3").out
    assert "give the choice once" in adjourn.quick("answer", "1", "approve", "--choice", "approve").complaint
    assert "choice 'respond' is not offered" in adjourn.quick("answer", "1", "respond").complaint
    assert adjourn.quick("answer", "1", "approve").out == "request 1 is answered\n"
    assert "without a comment" in adjourn.quick("answer", "2", "response").complaint
    assert adjourn.quick("answer", "2", "response", "--comment", "No.").code == 0
    answers = house.db.execute("SELECT answer FROM adjourn.human_requests WHERE id < 3 ORDER BY id").fetchall()
    assert [row["answer"] for row in answers] == [
        {"decisions": [{"type": "approve"}] * 2},
        [{"type": "response", "args": "No."}],
    ]


def test_who_answers_one_of_two_questions_is_told_of_the_other(house: House, adjourn: Command) -> None:
    job = house.run("parallel", {"log": []})
    one, other = house.requests(job["id"])
    assert f"job {job['id']} still asks #{other['id']}" in adjourn.quick("answer", str(one["id"]), "--comment", "a").out


def test_an_answer_that_does_not_fit_or_comes_second_changes_nothing(house: House, adjourn: Command) -> None:
    form = str(house.requests(house.run("form", {"log": []})["id"])[0]["id"])
    done = adjourn.quick("answer", form, "--answer", '{"ok": "perhaps", "reason": "x"}')
    assert done.code == 2
    why = f'the answer does not fit request {form}: ok must be of type boolean, not "perhaps" (answer: JSON that fits'
    assert done.complaint.startswith(why)
    line = str(house.requests(house.run("line", {"log": []})["id"])[0]["id"])
    assert adjourn.quick("answer", line, "--comment", "first").code == 0
    assert adjourn.quick("answer", line, "--comment", "first").code == 0, "the same again is no error"
    assert "was already answered" in adjourn.quick("answer", line, "--comment", "second").complaint
    shown = {str(row["id"]): row for row in adjourn.quick("requests", "--all", "--json").json}
    assert (shown[form]["status"], shown[line]["comment"]) == ("open", "first")


def test_the_same_key_adds_nothing_and_cannot_mean_something_else(house: House, adjourn: Command) -> None:
    def enqueue(input: str) -> Any:
        return adjourn.quick("enqueue", "line", "-", "--key", "order 7", "--thread", "ada", stdin=input)

    first = enqueue('{"log": []}')
    assert first.code == 0 and enqueue('{"log": []}').out == first.out
    assert "order 7" in enqueue('{"log": [1]}').complaint
    assert [job["thread_id"] for job in adjourn.quick("jobs", "--json").json] == ["ada"]


def test_a_job_is_enqueued_with_all_that_it_can_be_given(house: House, adjourn: Command) -> None:
    later = "2099-01-01T00:00:00+00:00"
    options = {"--run-at": later, "--deadline": "2099-01-02T00:00:00Z", "--priority": "-3", "--max-attempts": "7"}
    texts = {"--config": '{"tags": ["a"]}', "--context": '{"user": 1.0}', "--queue": "elsewhere"}
    options |= {"--project": "adjourn", "--run-timeout": "1.5"}
    words = [word for option in (options | texts).items() for word in option] + ["--tag", "a", "--tag", "b"]
    assert adjourn.quick("lanes", "add", "elsewhere").code == 0
    job_id = adjourn.quick("enqueue", "line", *words).out.strip()
    job = adjourn.quick("job", job_id, "--json").json
    assert (job["run_at"], job["deadline_at"]) == (later, "2099-01-02T00:00:00+00:00")
    assert (job["priority"], job["max_attempts"], job["queue"]) == (-3, 7, "elsewhere")
    assert (job["project"], job["run_timeout"], job["tags"]) == ("adjourn", 1.5, ["a", "b"])
    assert (job["config"], job["context"], job["input"]) == ({"tags": ["a"]}, {"user": 1.0}, None)


def test_cancel_withdraws_what_is_asked_and_retry_queues_what_failed(house: House, adjourn: Command) -> None:
    waiting, failed = house.run("line", {"log": []}), house.run("line", {"log": 5})
    assert (waiting["status"], failed["status"]) == ("waiting", "failed")
    assert adjourn.quick("cancel", str(waiting["id"])).out == f"job {waiting['id']} is cancelled\n"
    assert [row["status"] for row in house.requests(waiting["id"])] == ["withdrawn"]
    assert "can no longer be cancelled" in adjourn.quick("cancel", str(waiting["id"])).complaint
    assert adjourn.quick("retry", str(failed["id"])[:-4]).code == 0, "the first digits are enough"
    assert house.job(failed["id"])["status"] == "queued"
    assert "only failed and blocked jobs" in adjourn.quick("retry", str(failed["id"])).complaint


def test_enqueue_waits_for_the_result_for_a_question_and_for_a_failure(house: House, adjourn: Command) -> None:
    asks = adjourn.start("enqueue", "line", '{"log": []}', "--wait")
    fails = adjourn.start("enqueue", "line", '{"log": 5}', "--wait")
    ends = adjourn.start("enqueue", "fan_out", '{"n": 0}', "--wait")

    def all_accepted() -> bool:
        row = house.db.execute("SELECT count(*) AS n FROM adjourn.jobs").fetchone()
        return row is not None and row["n"] == 3

    until(all_accepted, "three jobs are accepted")
    house.advance_due()
    (asked, _), (_, failure), (result, id_) = (process.communicate(timeout=30) for process in (asks, fails, ends))
    assert (asks.returncode, fails.returncode, ends.returncode) == (0, 1, 0)
    assert "go on?" in asked and "adjourn answer 1 --comment TEXT" in asked
    assert "has failed: " in failure and failure.count("\n") == 2, "the job's id, and one line that says why"
    assert json.loads(result) == {"n": 0, "log": []}
    assert id_.count("\n") == 1, "progress is shown where nobody looks"


def test_ctrl_c_ends_the_wait_and_not_the_job(house: House, adjourn: Command) -> None:
    process = adjourn.start("enqueue", "line", '{"log": []}', "--wait")
    assert process.stderr is not None
    job_id = process.stderr.readline().strip()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (130, "", f"the job goes on: adjourn job {job_id}")
    house.advance_due()
    assert house.job(job_id)["status"] == "waiting"
