"""The SQLAlchemy classes are the tables that the migrations make, and they answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from adjourn.models.tables import Event, HumanRequest, Job, OpenRequest, Step, Table
from sqlalchemy import Engine, create_engine, inspect, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support.by_hand import ask, read, shaped
from tests.support.house import House

#: LangGraph's and Alembic's own, and what goes with the version: nobody is asked to read them by name.
NOT_OURS = {
    *("alembic_version", "contract", "checkpoints", "checkpoint_blobs", "checkpoint_writes", "checkpoint_migrations"),
    *("store", "store_migrations"),
}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def written(column: object) -> str:
    return str(column.compile(dialect=postgresql.dialect()))  # type: ignore[attr-defined]


def test_every_table_and_view_of_ours_has_a_class(engine: Engine) -> None:
    found = inspect(engine)
    names = {*found.get_table_names("adjourn"), *found.get_view_names("adjourn")}
    assert names - NOT_OURS == {table.name for table in Table.metadata.tables.values()}


@pytest.mark.parametrize("name", sorted(table.name for table in Table.metadata.tables.values()))
def test_a_class_has_the_columns_types_and_keys_of_its_table(engine: Engine, name: str) -> None:
    found, table = inspect(engine), Table.metadata.tables[f"adjourn.{name}"]
    columns = found.get_columns(name, "adjourn")
    assert [(c["name"], written(c["type"])) for c in columns] == [(c.name, written(c.type)) for c in table.columns]
    if name not in found.get_view_names("adjourn"):
        assert [c["nullable"] for c in columns] == [bool(c.nullable) for c in table.columns]
        key = found.get_pk_constraint(name, "adjourn")["constrained_columns"]
        assert key == [c.name for c in table.primary_key]


def test_a_program_reads_and_answers(house: House, engine: Engine) -> None:
    row = shaped(house, {"question": "which?", "options": ["left", "right"]})
    with Session(engine) as session:
        request = session.scalars(select(HumanRequest).where(HumanRequest.status == "open")).one()
        assert (request.id, request.question["question"]) == (row["id"], "which?")
        request.choice = "up"
        with pytest.raises(DBAPIError, match="choice 'up' is not offered"):
            session.flush()
        session.rollback()
        request.choice = "left"
        session.flush()
        assert (request.status, request.answer, request.answered_by) == ("answered", "left", read_user(house))
        session.commit()
        house.advance_due()
        job = session.get_one(Job, row["job_id"])
        assert (job.status, job.result["log"][-1]) == ("succeeded", "left")
        events = session.scalars(select(Event.became).where(Event.request_id == row["id"]).order_by(Event.id)).all()
        assert events == ["open", "answered", "resumed"]
        steps = session.scalars(select(Step).where(Step.job_id == job.id).order_by(Step.checkpoint_id)).all()
        assert steps[0].step == -1
        assert all(isinstance(step.wrote, list) for step in steps)


def read_user(house: House) -> str:
    [row] = house.db.execute("SELECT session_user::text AS name").fetchall()
    return str(row["name"])


@pytest.mark.parametrize("entity", [HumanRequest, OpenRequest])
def test_several_objects_in_one_flush_are_a_statement_each(
    house: House, engine: Engine, entity: type[HumanRequest] | type[OpenRequest]
) -> None:
    """SQLAlchemy may send them as one batch: still one statement for each row."""
    rows = [ask(house) for _ in range(3)]
    with Session(engine) as session:
        for row in rows:
            session.get_one(entity, row["id"]).comment = "yes"
        session.commit()
    assert {read(house, row)["status"] for row in rows} == {"answered"}
