"""States made by chance of classes whose constructors lose something come back as they were written."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict, deque
from typing import Any

from adjourn.worker.checkpointer import classes
from adjourn.worker.checkpointer.serde import Serde
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from tests.support import kinds
from tests.support.kinds import with_
from tests.support.same import same

serde, stock = Serde(), JsonPlusSerializer()

numbers = st.integers(-(2**63), 2**64 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
leaves = st.one_of(
    st.none(), st.booleans(), numbers, st.floats(), texts, st.binary(max_size=4), st.decimals(), st.uuids(), st.dates(),
    st.timedeltas(), st.builds(kinds.Text, texts), st.builds(kinds.Number, numbers), st.builds(kinds.Slotted, numbers),
    st.sampled_from([kinds.Colour.RED, kinds.Colour.PAIR, kinds.Word.A, kinds.Level.ONE, kinds.Rights.READ]),
    st.builds(kinds.Cents, v=st.integers(0, 9)),
)  # fmt: skip
keys = st.one_of(texts, st.integers(2, 9), st.uuids(), st.just(kinds.Colour.RED), st.tuples(texts, st.dates()))


def around(held: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(held, max_size=3)
    return st.one_of(
        some,
        st.dictionaries(keys, held, max_size=3),
        st.tuples(held, held),
        st.builds(kinds.Items, held, held),
        st.builds(kinds.Object, st.dictionaries(texts, held, max_size=2)),
        st.builds(Counter, st.dictionaries(texts, st.integers(0, 5), max_size=2)),
        st.builds(defaultdict, st.just(list), st.dictionaries(texts, held, max_size=2)),
        st.builds(deque, some, st.just(5)),
        st.builds(kinds.Pair, held, held),
        st.builds(kinds.Slotted, held),
        st.builds(kinds.Frozen, a=held),
        st.builds(lambda z: kinds.Extra(a=1, z=z), held),  # type: ignore[call-arg]
        st.builds(lambda a, p: with_(kinds.Private(a=a), _p=p), held, held),
        st.builds(lambda a, b: with_(kinds.Initless(a), b=b), held, held),
        st.builds(lambda gross: with_(kinds.After(1), gross=gross), held),
    )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.recursive(leaves, around, max_leaves=12))
def test_whatever_is_stored_comes_back_and_stock_can_read_it(value: Any) -> None:
    classes.everywhere(sys.modules)
    stored = serde.dumps_typed(value)
    assert same(serde.loads_typed(stored), value)
    stock.loads_typed(stored)
