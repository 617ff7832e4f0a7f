"""Whatever somebody answers: it arrives as it was, or is refused with a reason, and the job is unharmed."""

from __future__ import annotations

import json

import psycopg
import pytest
from adjourn.models import human_requests
from adjourn.models.ground.errors import BadInput

from tests.support.by_hand import assert_well, outcome
from tests.support.house import House

DEEP = "[" * 10_000 + "]" * 10_000
DEEPER = "[" * 100_000 + "]" * 100_000
HUGE, ENDLESS = str(10**30), "9" * 5_000
LARGE = json.dumps("x" * 5_000_000)


def test_an_answer_that_postgres_cannot_hold_is_refused(house: House) -> None:
    job = house.run("line", {"log": []})
    [row] = house.requests(job["id"])
    for answer in ('"\\u0000"', '"\\ud800"', "NaN", "{", "", DEEPER):
        with pytest.raises(psycopg.Error):
            house.db.execute("UPDATE adjourn.human_requests SET answer = %s::jsonb", (answer,))
        with house.worker.engine.connect() as connection, pytest.raises(BadInput):
            human_requests.answer(connection, row["id"], answer=answer)
    for comment in ("\x00", "\ud800"):
        with house.worker.engine.connect() as connection, pytest.raises(BadInput):
            human_requests.answer(connection, row["id"], comment=comment)
    assert house.requests(job["id"]) == [row]
    house.answer(row["id"], "yes")
    house.advance_due()
    assert_well(house)


def test_an_answer_that_no_graph_can_take_goes_back_to_the_one_who_gave_it(house: House) -> None:
    for answer in (DEEP, HUGE, "1e40", ENDLESS):
        job = house.run("line", {"log": []})
        house.db.execute("UPDATE adjourn.human_requests SET answer = %s::jsonb WHERE status = 'open'", (answer,))
        house.advance(job["id"])
        assert outcome(house, job["id"]) == ("waiting", None), answer[:20]
        [row] = house.requests(job["id"], "open")
        assert row["answer_error"], answer[:20]
        house.answer(row["id"], "yes")
        house.advance_due()
        assert house.job(job["id"])["result"] == {"log": ["begin", "yes", "end"]}
    assert_well(house)


def test_a_large_answer_arrives(house: House) -> None:
    job = house.run("line", {"log": []})
    house.db.execute("UPDATE adjourn.human_requests SET answer = %s::jsonb", (LARGE,))
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["begin", json.loads(LARGE), "end"]}
