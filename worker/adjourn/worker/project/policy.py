"""The operator's rules for questions: for which team, until when, and whether who submitted the job may answer.

`adjourn.json` beside `langgraph.json`, or the file that ADJOURN_POLICY names:

    {"all": {"team": "support"},
     "graphs": {"refund_desk": {"due": "2 days", "nodes": {"approve": {"team": "finance", "four_eyes": true}}}}}

What a node has counts before what its graph has, and that before what all have. What a question says of itself under
the key `adjourn` may come from whoever submitted the job, or from a model: it is heard where it makes a rule tighter.
For how long threads are kept, `ttl`, counts before what langgraph.json says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.readable import is_readable
from adjourn.models.human_requests import Question
from adjourn.models.outcomes import Settle
from adjourn.worker.project.second_look import Amount, Limit, Pointer, reasons
from adjourn.worker.project.ttl import Ttl
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

_UNITS = {"s": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}
_DURATION = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})s?")
_YEAR = 366 * 86400


def _seconds(given: Any) -> Any:
    if isinstance(given, str):
        if not (found := _DURATION.fullmatch(given.strip())):
            raise ValueError("is no duration: 90 (seconds), '30 min', '4 hours' or '2 days'")
        return float(found[1]) * _UNITS[found[2]]
    return given


Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0, le=10 * _YEAR, allow_inf_nan=False)]


def _readable(given: str) -> str:
    if not is_readable(given):
        raise ValueError("is no text that a database can hold")
    return given


Name = Annotated[str, Field(min_length=1, max_length=50), AfterValidator(_readable)]
Priority = Annotated[int, Field(ge=-1000, le=1000)]


class Rules(BaseModel):
    """Of a node, a graph, or all graphs. None: not said here."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    team: Name | None = None
    #: The greatest comes first.
    priority: Priority | None = None
    #: From when it is asked.
    due: Seconds | None = None
    #: Who submitted the job may not answer.
    four_eyes: bool | None = None
    #: For how long who takes it has it.
    claim: Seconds | None = None
    #: While somebody has taken it, nobody else may answer.
    exclusive: bool | None = None
    #: False: it is answered by itself, never together with others.
    bulk: bool | None = None
    #: From when it is asked: when an event reminds of it, once.
    remind: Seconds | None = None
    #: When it goes to this team, ten more urgent.
    escalate: Seconds | None = None
    escalate_to: Name | None = None
    #: When it is open no longer, unless it stays so: it is answered, or its job fails.
    expires: Seconds | None = None
    at_expiry: Literal["stay", "answer", "fail"] | None = None
    expiry_answer: Any = None
    #: Above its limit, and if it cannot be found, the question is answered by itself.
    amount: Amount | None = None
    #: Texts of the graph's state that are shown beside the question.
    show: Annotated[list[Pointer], Field(min_length=1, max_length=10)] | None = None
    #: Time may say yes to tool calls and breakpoints that nobody has seen.
    approve_by_expiry: bool | None = None

    def misfit(self) -> str | None:
        """What is missing."""
        if (self.escalate is None) != (self.escalate_to is None):
            return "escalate and escalate_to come together: after how long, and to which team"
        if self.at_expiry in ("answer", "fail") and self.expires is None:
            return f"at_expiry is {self.at_expiry}, but nothing says when: expires"
        if self.at_expiry == "answer" and self.expiry_answer is None:
            return "at_expiry is answer, but nothing says which: expiry_answer"
        return None

    def over(self, wider: Rules) -> Rules:
        """These, and where they say nothing the wider ones."""
        names = Rules.model_fields
        said = {name: value for name in names if (value := getattr(self, name)) is not None}
        return Rules.model_construct(**{name: getattr(wider, name) for name in names} | said)


class _OfAll(Rules):
    #: Of finished threads. False: they are kept for ever, whatever else is said.
    ttl: Ttl | Literal[False] | None = None


class _OfGraph(_OfAll):
    nodes: dict[str, Rules] = {}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    all: _OfAll = _OfAll()
    graphs: dict[str, _OfGraph] = {}

    def all_rules(self) -> Iterator[tuple[str, Rules]]:
        """As they apply, with where they stand."""
        yield "all", self.all
        for name, graph in self.graphs.items():
            yield f"graphs.{name}", (of_graph := graph.over(self.all))
            for node, rules in graph.nodes.items():
                yield f"graphs.{name}.nodes.{node}", rules.over(of_graph)


@dataclass(frozen=True, slots=True)
class Policy:
    file: _File = field(default_factory=_File)
    #: Anything of a state.
    shows: bool = False

    @classmethod
    def load(cls, path: Path, graphs: list[str], *, required: bool = False) -> Policy:
        """Raises BadInput: it is malformed, or names a graph that the project does not have."""
        try:
            text = path.read_text()
        except FileNotFoundError:
            if required:
                raise BadInput(f"there is no {path}, which ADJOURN_POLICY names") from None
            return cls()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{path} cannot be read: {error}") from None
        try:
            found = _File.model_validate_json(text)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}" for e in error.errors())
            raise BadInput(f"{path}: {wrong}") from None
        for where, rules in found.all_rules():
            if misfit := rules.misfit():
                raise BadInput(f"{path}: {where}: {misfit}")
        if unknown := found.graphs.keys() - set(graphs):
            raise BadInput(f"{path} has rules for {', '.join(sorted(unknown))}: the project has {', '.join(graphs)}")
        return cls(found, any(rules.show for _, rules in found.all_rules()))

    def teams(self) -> list[str]:
        """All that it names."""
        return sorted({team for _, each in self.file.all_rules() for team in (each.team, each.escalate_to) if team})

    def ttl(self, graph: str, otherwise: Ttl | None) -> Ttl | None:
        """None: for ever."""
        of_graph = self.file.graphs.get(graph)
        for said in (of_graph and of_graph.ttl, self.file.all.ttl):
            if said is not None:
                return said or None
        return otherwise

    def of(self, graph: str, node: str) -> Rules:
        rules: Rules = self.file.all
        if of_graph := self.file.graphs.get(graph):
            rules = of_graph.over(rules)
            if of_node := of_graph.nodes.get(node):
                rules = of_node.over(rules)
        return rules

    def applied(self, graph: str, settled: Settle) -> Settle:
        """With what it asks as it is to be recorded. Never raises: what is malformed in a question says nothing."""
        ask = tuple(self._ruled(graph, question) for question in settled.requests.ask)
        return replace(settled, requests=replace(settled.requests, ask=ask)) if ask else settled

    def _ruled(self, graph: str, question: Question) -> Question:
        rules = self.of(graph, question.node)
        heard, ignored = _heard(question.question, rules)
        kept: dict[str, Any] = {name: getattr(rules, name) for name in ("claim", "exclusive", "approve_by_expiry")}
        kept |= {"ignored": ignored, "bulk": False if rules.bulk is False else None}
        if amount := rules.amount:
            amount = amount.model_copy(update={"limit": heard.get("limit", amount.limit)})
            kept["amount"] = amount.model_dump(mode="json", exclude_none=True)
        return replace(
            question,
            team=rules.team,
            assignee=heard.get("assignee"),
            priority=heard.get("priority", rules.priority or 0),
            due=heard.get("due", rules.due),
            remind=rules.remind,
            escalate=rules.escalate,
            escalate_to=rules.escalate_to,
            expires=rules.expires,
            at_expiry=rules.at_expiry or "stay",
            expiry_answer=json.dumps(rules.expiry_answer) if rules.at_expiry == "answer" else None,
            four_eyes=heard.get("four_eyes", rules.four_eyes or False),
            look_twice=reasons(question.question, amount),
            policy=json.dumps({name: value for name, value in kept.items() if value not in (None, [])}),
        )


#: What a question may say of itself.
_OWN: dict[str, TypeAdapter[Any]] = {
    "assignee": TypeAdapter(Name),
    "priority": TypeAdapter(Priority),
    "due": TypeAdapter(Seconds),
    "four_eyes": TypeAdapter(Literal[True]),
    "limit": TypeAdapter(Limit),
}
_KEY = re.compile(r"[\w-]{1,50}", re.ASCII)


def _heard(question: str, rules: Rules) -> tuple[dict[str, Any], list[str]]:
    """What it says of itself that counts, and the names of what does not."""
    if '"adjourn"' not in question:
        return {}, []
    try:
        value = json.loads(question)
    except (ValueError, RecursionError):
        return {}, []
    own = value.get("adjourn") if isinstance(value, dict) else None
    heard: dict[str, Any] = {}
    for name, given in own.items() if isinstance(own, dict) else ():
        if kind := _OWN.get(name):
            with suppress(ValidationError):
                heard[name] = kind.validate_python(given, strict=True)
    if rules.due is not None and heard.get("due", 0) > rules.due:
        del heard["due"]
    if "limit" in heard and (rules.amount is None or heard["limit"] > rules.amount.limit):
        del heard["limit"]
    ignored = own.keys() - heard.keys() if isinstance(own, dict) else ()
    return heard, sorted(name if _KEY.fullmatch(name) else "…" for name in ignored)[:20]
