"""What holds something that is not seen, or an amount over its limit, is answered by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.errors import BadInput
from adjourn.worker.project.policy import Policy
from adjourn.worker.project.second_look import reasons

from tests.support.by_hand import read, shaped
from tests.support.house import House, Row
from tests.worker.conftest import Ruled

AMOUNT = {"value": "/args/amount", "currency": "/args/currency", "limit": "500.00"}
POLICY = {"graphs": {"shaped": {"amount": AMOUNT}}}
_CALL = "SELECT answered, said FROM adjourn.answer_many(ARRAY[%s], comment => 'yes')"


def refund(amount: Any, **more: Any) -> dict[str, Any]:
    return {"question": "Refund?", "args": {"amount": amount, "currency": "EUR"}, **more}


def among_others(house: House, row: Row) -> tuple[bool, str]:
    [said] = house.db.execute(_CALL, (row["id"],)).fetchall()
    return said["answered"], said["said"]


def test_an_amount_over_its_limit_is_answered_by_itself(ruled: Ruled) -> None:
    with ruled(POLICY) as house:
        for amount, why in (
            (1250.0, "1250.0 EUR is more than 500.00 EUR"),
            ("500.01", "500.01 EUR is more than 500.00 EUR"),
            ("1,250.00", "there is no amount at /args/amount"),
            (None, "there is no amount at /args/amount"),
            (True, "there is no amount at /args/amount"),
            ([600], "there is no amount at /args/amount"),
        ):
            row = shaped(house, refund(amount))
            assert row["look_twice"] == why
            said = f"request {row['id']} has to be looked at by itself: {why}"
            assert among_others(house, row) == (False, said)
            house.db.execute("UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s", (row["id"],))
            assert read(house, row)["status"] == "answered"
        for amount in (500, "500.00", 0, -3, "4e2"):
            row = shaped(house, refund(amount))
            assert row["look_twice"] is None
            assert among_others(house, row)[0]


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ({"limit": 100}, "120 EUR is more than 100 EUR"),
        ({"limit": "100.50"}, "120 EUR is more than 100.50 EUR"),
        ({"limit": 1000}, None),
        ({"limit": -1}, None),
        ({"limit": "much"}, None),
        ({"amount": {"value": "/x", "limit": 1}}, None),
    ],
)
def test_a_question_can_only_lower_its_limit(ruled: Ruled, own: dict[str, Any], why: str | None) -> None:
    with ruled(POLICY) as house:
        row = shaped(house, refund(120, adjourn=own))
        assert row["look_twice"] == why
        limit = str(own["limit"]) if why else AMOUNT["limit"]
        assert row["policy"] == {"amount": AMOUNT | {"limit": limit}} | ({} if why else {"ignored": sorted(own)})


def test_what_is_not_seen_is_told_without_any_policy(house: House) -> None:
    row = shaped(house, {"question": "Pay \u0430nna?", "to": "an\u200bna@xn--80ak6aa92e.com"})
    assert "invisible" in row["look_twice"] and "another alphabet" in row["look_twice"]
    assert among_others(house, row)[0] is False
    for plain in ("Grüße an Zoë 👍🏽", {"question": "two\nlines", "n": 1}, "a" * 10_000):
        assert shaped(house, plain)["look_twice"] is None


def test_nobody_takes_the_warning_away(house: House) -> None:
    row = shaped(house, "a\u200bb")
    for warning in (None, "nothing"):
        with pytest.raises(Exception, match=f"what request {row['id']} asks cannot be changed"):
            house.db.execute("UPDATE adjourn.human_requests SET look_twice = %s WHERE id = %s", (warning, row["id"]))


def test_what_is_too_deep_to_be_looked_through_is_looked_at_by_itself() -> None:
    assert reasons('{"a": "b"}', None) is None
    for levels in (100, 300, 600, 900, 100_000):
        said = reasons("[" * levels + '"\\u200b"' + "]" * levels, None)
        assert said in ("1 invisible character", "it is too deep to be looked through"), levels


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ({"value": "amount", "limit": 1}, "is no JSON pointer"),
        ({"value": "/amount", "limit": "much"}, "is no number"),
        ({"value": "/amount"}, "limit"),
        ({"value": "/amount", "limit": -1}, "greater than or equal to 0"),
    ],
)
def test_a_malformed_amount_is_refused_when_a_worker_starts(tmp_path: Path, amount: Any, said: str) -> None:
    path = tmp_path / "adjourn.json"
    path.write_text(json.dumps({"all": {"amount": amount}}))
    with pytest.raises(BadInput, match=said):
        Policy.load(path, ["shaped"])


@pytest.mark.parametrize("show", ["/messages", ["messages"], [], ["/a"] * 11])
def test_what_cannot_be_shown_is_refused_when_a_worker_starts(tmp_path: Path, show: Any) -> None:
    path = tmp_path / "adjourn.json"
    path.write_text(json.dumps({"graphs": {"shaped": {"show": show}}}))
    with pytest.raises(BadInput, match=r"graphs.shaped.show"):
        Policy.load(path, ["shaped"])
