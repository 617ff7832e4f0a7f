"""Whatever the schema: a form that is drawn, filled in and read gives back the value, to the digit."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from adjourn.models import human_requests
from adjourn.models.answer_schemas import misfit
from adjourn.models.forms import difference, exact, of_value, reading
from adjourn.models.forms.draw import draw
from adjourn.models.forms.fields import Form, inside
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from tests.support import fuzz
from tests.support.forms import Case, cases, said, standing, typed
from tests.support.fuzz import fuzzed


@fuzzed(150)
@given(cases())
def test_what_is_typed_is_the_answer(case: Case) -> None:
    schema, value = case
    form = draw(schema)
    text, complaints = reading.read(form, typed(form.root, value))
    assert (complaints, text is None) == ({}, False)
    assert exact.parse(text or "") == value
    assert misfit(human_requests.read(text or ""), exact.plain(schema)) is None


@fuzzed(150)
@given(cases())
def test_what_stands_and_is_not_touched_stays(case: Case) -> None:
    schema, value = case
    form = draw(schema, value, is_present=True)
    text, complaints = reading.read(form, standing(form.root))
    assert (complaints, exact.parsed(text)) == ({}, value)


@fuzzed(100)
@given(cases())
def test_each_field_has_a_name_of_its_own_and_a_template_that_can_be_a_row(case: Case) -> None:
    form = draw(case[0])
    names = [field.name for field in inside(form.root)]
    assert len(names) == len(set(names))
    reading.read(form, [(name, "0") for name in names])


@fuzzed(200)
@given(st.dictionaries(fuzz.keys, fuzz.values, max_size=4).map(lambda value: exact.parse(json.dumps(value))))
def test_arguments_of_a_tool_keep_their_types(args: dict[str, Any]) -> None:
    form = Form(of_value.draw(args, "args", "Arguments"), True)
    text, complaints = reading.read(form, standing(form.root))
    if text is None:
        assert all("character" in said or "pair" in said or "number" in said for said in complaints.values())
    else:
        assert exact.parse(text) == args


@fuzzed(100)
@given(cases(), st.data())
def test_whatever_is_typed_is_read_or_complained_about_where_it_was_typed(case: Case, data: st.DataObject) -> None:
    form = draw(case[0])
    names = [field.name for field in inside(form.root)]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), said | fuzz.json_texts | st.just("0")), max_size=12))
    text, complaints = reading.read(form, pairs)
    assert (text is None) == bool(complaints)
    shown = {field.name for field in inside(reading.fill(form, pairs).root)}
    assert complaints.keys() <= shown
    assert text is None or misfit(human_requests.read(text), exact.plain(case[0])) is None


@fuzzed(200)
@given(fuzz.json_texts, fuzz.json_texts)
def test_a_difference_is_both_texts(before: str, after: str) -> None:
    segments = difference.words(before, after)
    assert "".join(s.text for s in segments if s.kind != "added") == before
    assert "".join(s.text for s in segments if s.kind != "taken") == after
    assert bool([s for s in segments if s.kind != "same"]) == (before != after)


# --- what pydantic makes of classes

_texts = said.filter(lambda text: "\r" not in text)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Card(BaseModel):
    kind: Literal["card"] = "card"
    number: str
    until: datetime.date


class Transfer(BaseModel):
    kind: Literal["transfer"] = "transfer"
    iban: str
    fee: Decimal | None = None


class Item(BaseModel):
    sku: str
    count: int = Field(1, ge=1)
    options: list[str] = []
    colour: Colour = Colour.RED


class Order(BaseModel):
    """All that a class may hold."""

    customer: str = Field(title="Who?", max_length=50)
    amount: Decimal
    rate: float
    ok: bool
    pay: Annotated[Card | Transfer, Field(discriminator="kind")]
    items: list[Item]
    first: Item | None = None
    pair: tuple[int, str] = (1, "x")
    note: str | None = None
    colour: Colour | None = None
    sure: bool | None = None
    at: datetime.datetime
    counts: dict[str, int] = {}
    either: int | list[str] = 0


_naive = st.datetimes(datetime.datetime(1000, 1, 1))
_items = st.builds(Item, sku=_texts, count=st.integers(1, 10**20), options=st.lists(st.sampled_from(["a", " b"])))
_orders = st.builds(
    Order,
    customer=_texts,
    amount=st.decimals(allow_nan=False, allow_infinity=False, places=2),
    rate=st.floats(allow_nan=False, allow_infinity=False),
    pay=st.builds(Card, number=_texts, until=st.dates())
    | st.builds(Transfer, iban=_texts, fee=st.none() | st.decimals(0, 9, places=1)),
    items=st.lists(_items, max_size=2),
    first=st.none() | _items,
    pair=st.tuples(st.integers(), _texts),
    note=st.none() | _texts,
    at=_naive,
    counts=st.dictionaries(_texts, st.integers(), max_size=2),
    either=st.integers() | st.lists(st.sampled_from(["a", "b"]), max_size=2),
)


@fuzzed(60)
@given(_orders)
def test_an_object_of_a_class_comes_back_equal(order: Order) -> None:
    written = exact.parse(order.model_dump_json())
    form = draw(Order.model_json_schema())
    text, complaints = reading.read(form, typed(form.root, written))
    assert complaints == {}
    assert Order.model_validate_json(text or "") == order
    present = draw(Order.model_json_schema(), written, is_present=True)
    text, complaints = reading.read(present, standing(present.root))
    assert (complaints, exact.parsed(text)) == ({}, written)


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


@pytest.mark.parametrize("depth", [0, 3, 9])
def test_a_class_that_holds_itself_ends_in_a_box_for_json(depth: int) -> None:
    tree = Tree(name="leaf")
    for i in range(depth):
        tree = Tree(name=str(i), children=[tree, Tree(name="other")])
    form = draw(Tree.model_json_schema())
    text, complaints = reading.read(form, typed(form.root, exact.parse(tree.model_dump_json())))
    assert (complaints, Tree.model_validate_json(text or "")) == ({}, tree)
