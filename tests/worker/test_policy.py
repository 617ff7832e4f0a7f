"""The operator says for whom a question is and who may not answer it; a question can only be stricter than that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from adjourn.admin import checks
from adjourn.models import people
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from adjourn.worker.project.policy import Policy

from tests.conftest import PROJECT
from tests.support.by_hand import ask, read, result_of, shaped
from tests.support.command import Command
from tests.support.house import House, Row
from tests.worker.conftest import Ruled

FINANCE = {
    "all": {"team": "support", "priority": 1, "claim": "30 min"},
    "graphs": {
        "line": {"due": "2 days", "nodes": {"ask": {"team": "finance", "four_eyes": True, "exclusive": True}}},
        "shaped": {"team": "finance", "four_eyes": True, "due": "1 day"},
    },
}


@pytest.fixture
def adjourn(database_url: str, tmp_path: Path) -> Command:
    return Command(tmp_path, {"DATABASE_URL": database_url, "ADJOURN_PROJECT": str(PROJECT)})


def due_in(house: House, row: Row) -> float | None:
    """Hours from when it was asked."""
    now = read(house, row)
    return None if now["due_at"] is None else round((now["due_at"] - now["created_at"]).total_seconds() / 3600, 2)


def test_a_question_is_for_whom_the_policy_says(ruled: Ruled) -> None:
    with ruled(FINANCE) as house:
        row = ask(house)
        assert (row["team"], row["priority"], row["four_eyes"], due_in(house, row)) == ("finance", 1, True, 48)
        assert row["policy"] == {"claim": 1800, "exclusive": True}
        other = ask(house, "stops_before")
        assert (other["team"], other["priority"], other["four_eyes"], other["due_at"]) == ("support", 1, False, None)
        names = house.db.execute("SELECT name FROM adjourn.teams ORDER BY name").fetchall()
        assert [row["name"] for row in names] == ["finance", "support"], "the worker has made them"


def test_time_is_counted_from_when_it_is_asked(ruled: Ruled) -> None:
    rules = {
        **{"remind": "1 hour", "escalate": "2 hours", "escalate_to": "leads", "expires": "3 hours"},
        **{"at_expiry": "answer", "expiry_answer": {"data": "no"}},
    }
    with ruled({"all": rules}) as house:
        row = ask(house)
        hours = [
            (row[f"{at}_at"] - row["created_at"]).total_seconds() / 3600 for at in ("remind", "escalate", "expires")
        ]
        assert [round(each, 2) for each in hours] == [1, 2, 3]
        assert (row["escalate_to"], row["at_expiry"], row["expiry_answer"]) == ("leads", "answer", {"data": "no"})
        assert [each["name"] for each in house.db.execute("SELECT name FROM adjourn.teams").fetchall()] == ["leads"]


def test_without_a_policy_it_is_anybodys(house: House) -> None:
    row = ask(house)
    assert (row["team"], row["assignee"], row["priority"], row["due_at"]) == (None, None, 0, None)
    assert (row["four_eyes"], row["policy"]) == (False, {})
    assert house.db.execute("SELECT FROM adjourn.teams").fetchall() == []


def test_a_question_may_be_stricter(ruled: Ruled) -> None:
    rules = {"graphs": {"shaped": {"team": "finance", "due": "1 day"}}}
    with ruled(rules) as house, house.worker.engine.connect() as connection:
        people.add(connection, "ada")
        people.join(connection, "finance", "ada", "answer")
        own = {"four_eyes": True, "due": "2 hours", "priority": 7, "assignee": "ada"}
        row = shaped(house, {"question": "pay?", "adjourn": own})
        assert (row["four_eyes"], due_in(house, row), row["priority"], row["assignee"]) == (True, 2, 7, "ada")
        assert "ignored" not in row["policy"]


WRONG: list[Any] = [
    *("ada", 1, None, ["four_eyes"], {}, {"four_eyes": "yes"}, {"four_eyes": 1}, {"due": -1}, {"due": "soon"}),
    *({"due": 1e300}, {"priority": 10**15}, {"priority": True}, {"assignee": ""}, {"assignee": "a" * 10_000}),
    *({"assignee": "a\0b"}, {"a\0b": 1}, {"x" * 100_000: 1}, {"due": "NaN"}, {"priority": 1.5}),
]


def test_what_a_question_says_wrongly_of_itself_says_nothing(ruled: Ruled) -> None:
    with ruled(FINANCE) as house:
        for own in WRONG:
            row = shaped(house, {"question": "pay?", "adjourn": own})
            said = (row["team"], row["four_eyes"], row["priority"], due_in(house, row), row["assignee"])
            assert said == ("finance", True, 1, 24, None), repr(own)[:40]


def test_what_cannot_be_kept_goes_to_the_safe_side_and_doctor_says_so(ruled: Ruled, database_url: str) -> None:
    settings = Settings(database_url=database_url)

    def found() -> str:
        [finding] = [each for each in checks.look(settings) if each.check == "questions"]
        return f"{'well' if finding.ok else 'wrong'}: {finding.detail}"

    with ruled({"all": {"team": "finance"}}) as house, house.worker.engine.connect() as connection:
        people.add(connection, "lea")
        people.join(connection, "finance", "lea", "lead")
        assigned = shaped(house, {"question": "pay?", "adjourn": {"assignee": "nobody"}})
        assert (assigned["team"], assigned["assignee"]) == ("finance", None)
        assert assigned["policy"]["error"] == "nobody may not answer for team finance"
        assert found().startswith("wrong: of 1 open ones the policy cannot be kept, as nobody may not answer for team")
        house.db.execute("SET adjourn.person = 'lea'")
        house.db.execute("UPDATE adjourn.human_requests SET comment = 'yes'")
        house.db.execute("RESET adjourn.person")
        assert found() == "well: each is for somebody"
        house.advance_due()

        house.db.execute("SET session_replication_role = replica")
        house.db.execute("DELETE FROM adjourn.teams")
        house.db.execute("RESET session_replication_role")
        row = ask(house)
        assert (row["team"], row["policy"]["error"]) == ("unrouted", "there is no team finance")
        assert found() == "wrong: nobody may answer for unrouted: adjourn teams join unrouted PERSON --may lead"
        people.join(connection, "unrouted", "lea", "lead")
        house.db.execute("SET adjourn.person = 'lea'")
        house.db.execute("UPDATE adjourn.human_requests SET comment = 'yes' WHERE status = 'open'")
        assert read(house, row)["answered_by"] == "lea"
        assert result_of(house, row) == ["begin", {"data": "yes"}, "end"]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("{", "the file: Invalid JSON"),
        ("[]", "the file: Input should be an object"),
        ('{"graphs": {"lime": {}}}', "has rules for lime: the project has line"),
        ('{"all": {"taem": "x"}}', "all.taem: Extra inputs are not permitted"),
        ('{"all": {"due": "soon"}}', "all.due: Value error, is no duration: 90"),
        ('{"all": {"due": 0}}', "all.due: Input should be greater than 0"),
        ('{"graphs": {"line": {"nodes": {"ask": {"four_eyes": "yes"}}}}}', "graphs.line.nodes.ask.four_eyes"),
        ('{"all": {"escalate": 60}}', "all: escalate and escalate_to come together"),
        ('{"all": {"expires": 60, "at_expiry": "answer"}}', "all: at_expiry is answer, but nothing says which"),
        (
            '{"graphs": {"line": {"nodes": {"ask": {"at_expiry": "fail"}}}}}',
            "graphs.line.nodes.ask: at_expiry is fail, but",
        ),
        ('{"all": {"team": ""}}', "all.team: String should have at least 1 character"),
    ],
)
def test_a_malformed_policy_is_named_before_a_worker_starts(tmp_path: Path, policy: str, said: str) -> None:
    path = tmp_path / "adjourn.json"
    path.write_text(policy)
    with pytest.raises(BadInput) as error:
        Policy.load(path, ["line"])
    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_doctor_says_what_is_wrong_with_a_policy(adjourn: Command, tmp_path: Path) -> None:
    policy = tmp_path / "rules.json"
    adjourn.env["ADJOURN_POLICY"] = str(policy)
    assert "which ADJOURN_POLICY names; until it is right, no worker starts" in adjourn.quick("doctor", "policy").out
    policy.write_text('{"all": {"taem": "x"}}')
    done = adjourn.quick("doctor", "policy")
    assert (done.code, "all.taem: Extra inputs are not permitted" in done.out) == (1, True)
    policy.write_text('{"all": {"team": "finance"}}')
    done = adjourn.quick("doctor", "policy")
    assert (done.code, "names finance" in done.out) == (0, True)


def test_a_policy_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no .* which ADJOURN_POLICY names"):
        Policy.load(tmp_path / "adjourn.json", ["line"], required=True)
    assert Policy.load(tmp_path / "adjourn.json", ["line"]).teams() == []
