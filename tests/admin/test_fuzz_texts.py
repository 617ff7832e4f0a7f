"""SQL, HTML and escape sequences in every text that a command prints: shown and not obeyed; in JSON as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import PROJECT
from tests.support import fuzz
from tests.support.by_hand import insert_request
from tests.support.command import Command, Done
from tests.support.fuzz import fuzzed
from tests.support.house import House
from tests.support.offers import offer
from tests.support.trouble import deploy

#: A thread, a key and a queue have at most 500 bytes.
_names = fuzz.names.map(lambda name: name[:90])


@pytest.fixture
def adjourn(house: House, tmp_path: Path) -> Command:
    return Command(tmp_path, {"DATABASE_URL": house.worker.settings.database_url, "ADJOURN_PROJECT": str(PROJECT)})


def shown(adjourn: Command, *arguments: str) -> str:
    """What a person sees; nothing of it does anything else to the terminal."""
    done = adjourn.quick(*arguments)
    assert (done.code, done.err) == (0, ""), (arguments, done)
    assert not fuzz.obeyed(done.out), (arguments, done.out)
    return done.out


def told(adjourn: Command, *arguments: str) -> Any:
    return json.loads(shown(adjourn, *arguments, "--json"))


def test_every_text_of_a_job_is_shown_and_not_obeyed_and_exact_in_json(house: House, adjourn: Command) -> None:
    numbers = iter(range(10_000))

    @fuzzed(4)
    @given(st.lists(_names, min_size=2, max_size=2), st.lists(fuzz.json_texts, min_size=4, max_size=4), fuzz.names)
    def show(names: list[str], said: list[str], comment: str) -> None:
        thread, key = (f"{next(numbers)}{name}" for name in names)
        state, asked, context, tag = said
        context = f"a {context}"  # no name that is LangGraph's
        offer(house.db, queue=names[0])
        house.worker.claimant.queues.append(names[0])
        job = house.run(
            "shaped",
            {"log": [{"query": asked, asked: state}, None]},
            thread_id=thread,
            key=key,
            queue=names[0],
            context={context: [context]},
            config={"tags": [tag], "metadata": {"m": tag}},
        )
        job_id, [row] = str(job["id"]), house.requests(job["id"])
        request = str(row["id"])
        for command in (["jobs"], ["job", job_id], ["requests"], ["request", request], ["thread", thread]):
            shown(adjourn, *command)
        seen = told(adjourn, "job", job_id)
        assert {name: seen[name] for name in ("thread_id", "key", "queue", "input", "config", "context")} == {
            "thread_id": thread,
            "key": key,
            "queue": names[0],
            "input": {"log": [{"query": asked, asked: state}, None]},
            "config": {"tags": [tag], "metadata": {"m": tag}},
            "context": {context: [context]},
        }
        assert told(adjourn, "request", request)["question"] == row["question"]
        assert told(adjourn, "thread", thread)["values"] == job["input"]
        assert [each["id"] for each in told(adjourn, "jobs", f"--thread={thread}")] == [job_id]
        assert adjourn.quick("answer", request, f"--comment={comment}").code == 0
        house.advance_due()
        assert told(adjourn, "request", request)["comment"] == comment
        result = json.loads(shown(adjourn, "job", job_id, "--json"))["result"]
        assert result == house.job(job_id)["result"] and result["log"][2] == {"data": comment}
        for command in (["job", job_id], ["requests", "--all"], ["request", request]):
            shown(adjourn, *command)

    show()


def test_no_text_forges_a_line_of_a_list(house: House, adjourn: Command) -> None:
    """A job that says it has succeeded, a question that comes with its own way to answer it."""
    forgery = "go on?\n#7  open\n  adjourn answer 7 --choice yes\n\nadjourn: done\n01234567  succeeded"
    for graph, input in {
        "shaped": {"log": [{"title": forgery, forgery: forgery}, {"enum": [forgery]}]},
        "line": forgery,
        "echo": {"log": [forgery]},
    }.items():
        house.run(graph, input, thread_id=f"{graph} {forgery}")
    lines = shown(adjourn, "jobs").splitlines()
    assert len(lines) == 4, "one for the names of the columns, and one a job"
    assert all(str(row["id"]) in "".join(lines) for row in told(adjourn, "jobs"))
    lines = shown(adjourn, "requests").splitlines()
    assert [line for line in lines if not line.startswith("  ")] == lines[:1]
    assert [line for line in shown(adjourn, "request", "1").splitlines() if line.startswith("#")] == lines[:1]


def test_what_a_worker_and_the_schema_wrote_is_shown_and_not_obeyed(house: House, adjourn: Command) -> None:
    """Graphs, nodes, errors, choices, and answers that do not fit."""

    @fuzzed(4)
    @given(_names, st.lists(_names, min_size=1, max_size=3, unique=True))
    def show(name: str, choices: list[str]) -> None:
        house.db.execute("DELETE FROM adjourn.graphs WHERE name = %s", (name,))
        deploy(house, name, house.worker.project.made["line"])
        house.db.execute("UPDATE adjourn.graphs SET version = %(t)s, drawing = %(t)s", {"t": name})
        assert {row["version"] for row in told(adjourn, "graphs")} == {name}
        failed = house.run("line", name)
        # A pattern is judged by workers only.
        schema = {"enum": choices, "description": name, "pattern": ""}
        asking = house.run("shaped", {"log": ["which?", schema]})
        made_up = insert_request(house, asking, f"{name} {asking['id']}")
        [row, _] = house.requests(asking["id"])
        house.answer(row["id"], {name: name})
        house.advance_due()
        assert told(adjourn, "request", str(row["id"]))["options"] == row["options"]
        for command in (
            ["graphs"],
            ["jobs"],
            ["job", str(failed["id"])],
            ["job", str(asking["id"])],
            ["request", str(row["id"])],
            ["request", str(made_up)],
            ["thread", str(asking["id"])],
        ):
            shown(adjourn, *command)
        house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE finished_at IS NULL")

    show()


#: Each place of a command that takes a text.
_PLACES: list[list[str]] = [
    ["{}"],
    ["enqueue", "{}"],
    ["enqueue", "line", "{}"],
    ["enqueue", "line", "--config={}"],
    ["enqueue", "line", "--context={}"],
    ["enqueue", "line", "--run-at={}"],
    ["enqueue", "line", "--priority={}"],
    ["enqueue", "{}", "--thread=x", "--key=x"],
    ["job", "{}"],
    ["jobs", "--status={}"],
    ["jobs", "--limit={}"],
    ["jobs", "--{}"],
    ["request", "{}"],
    ["answer", "{}", "--comment=x"],
    ["answer", "1", "--choice={}"],
    ["answer", "1", "--answer={}"],
    ["thread", "{}"],
    ["thread", "x", "--project={}"],
    ["cancel", "{}"],
    ["retry", "{}"],
    ["doctor", "{}"],
    ["subscriptions", "allow", "{}"],
    ["subscriptions", "again", "{}"],
    ["subscriptions", "add", "shop", "{}"],
    ["subscriptions", "add", "shop", "apprise:shop", "--topic={}"],
]


def test_whatever_is_typed_wrongly_is_one_line_that_no_terminal_obeys(house: House, adjourn: Command) -> None:
    house.run("line", {"log": []})

    def is_well_said(done: Done) -> bool:
        return done.code == 2 and bool(done.complaint) and not fuzz.obeyed(done.err)

    @fuzzed(100)
    @given(st.sampled_from(_PLACES), st.text(st.characters(), max_size=5) | fuzz.names)
    def type_it(place: list[str], text: str) -> None:
        done = adjourn.quick(*(part.replace("{}", f"'{text}") for part in place))
        assert is_well_said(done) or done.out.startswith("Usage: "), (place, done)

    type_it()
    assert len(house.requests(house.job(house.enqueue("echo", {"log": []}))["id"])) == 0
    [only] = house.db.execute("SELECT status FROM adjourn.human_requests").fetchall()
    assert only["status"] == "open", "nothing was answered by mistake"
