"""Jobs of a batch are jobs: who may add them, who sees them, and that what they say can be erased."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest
from adjourn.models import batches, people
from adjourn.models.batches import Line
from adjourn.models.ground.errors import BadInput
from sqlalchemy import Connection

from tests.support.command import Command
from tests.support.house import House
from tests.support.logins import Logins, denied

_FILE = "".join(json.dumps({"custom_id": name, "input": {"log": []}}) + "\n" for name in "ab")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "requests.jsonl"
    file.write_text(_FILE)
    return file


def submitted(by: Command, file: Path) -> str:
    done = by.quick("batch", "submit", "line", str(file))
    assert done.code == 0, done
    return done.out.splitlines()[0]


def test_a_submitter_submits_and_nobody_adds_to_the_batch_of_another(
    house: House, logins: Logins, file: Path, connection: Connection
) -> None:
    shop = Command(file.parent, {"DATABASE_URL": logins.url("submitter")})
    batch = submitted(shop, file)
    [row] = house.db.execute("SELECT created_by FROM adjourn.batches").fetchall()
    assert row["created_by"] == logins.name("submitter")
    assert shop.quick("batch", "status", batch, "--json").json["jobs"] == {"queued": 2}
    with pytest.raises(BadInput, match="there is no batch"):
        batches.add(lambda: nullcontext(connection), batch, [Line(3, "c", "1")])
    other = Command(file.parent, {"DATABASE_URL": logins.url("submitter", "_other")})
    assert "who began it goes on with it" in other.quick("batch", "submit", "line", str(file)).err
    with logins.connect("reader") as reader, logins.connect("answerer") as person:
        denied(reader, f"SELECT adjourn.add_lines('{batch}', '{{1}}', '{{a}}', '[1]')")
        denied(person, "SELECT options FROM adjourn.batches")
        assert len(person.execute("SELECT id, file FROM adjourn.batches").fetchall()) == 1


def test_people_see_those_jobs_that_ask_their_teams(
    house: House, logins: Logins, file: Path, connection: Connection
) -> None:
    batch = submitted(Command(file.parent, {"DATABASE_URL": house.worker.settings.database_url}), file)
    house.advance_due()
    for team in ("finance", "legal"):
        people.add_team(connection, team)
    people.add(connection, "ada", [logins.name("answerer")])
    people.join(connection, "finance", "ada", "answer")
    house.db.execute("UPDATE adjourn.human_requests SET team = CASE id % 2 WHEN 0 THEN 'finance' ELSE 'legal' END")
    seen = Command(file.parent, {"DATABASE_URL": logins.url("answerer")}).quick("batch", "status", batch, "--json").json
    assert (seen["jobs"], seen["asked"]) == ({"waiting": 1}, [{"who": "finance", "questions": 1}])


def test_what_was_said_is_erased_and_the_line_is_not_taken_for_it_any_more(house: House, file: Path) -> None:
    adjourn = Command(file.parent, {"DATABASE_URL": house.worker.settings.database_url})
    file.write_text(_FILE.splitlines()[0])
    batch = submitted(adjourn, file)
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled'")
    house.db.execute("SELECT adjourn.erase(thread_id) FROM adjourn.jobs")
    assert json.loads(adjourn.quick("batch", "results", batch).out)["status"] == "cancelled"
    again = adjourn.quick("batch", "submit", "line", str(file))
    assert again.code == 2
    assert "it had another input before" in file.with_name(f"{file.name}.refused.jsonl").read_text()
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="has jobs"):
        house.db.execute("DELETE FROM adjourn.threads")
