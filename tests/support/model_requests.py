"""The half of the model that people see: what each move on human_requests must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adjourn.models.human_requests import Question
from adjourn.models.outcomes import Requests

from tests.support.laws import ASKED_BY_REQUEST, MADE, REQUEST_MOVES, Refused, Row, Soon, of_request
from tests.support.meaning import canonical, fits, meant

_UNANSWERED: Row = {"status": "open"} | dict.fromkeys(
    ("choice", "comment", "answer", "answered_by", "answered_at", "answered_via")
)
#: Of whom a question is, and until when.
_FROM_NOW = ("due", "remind", "escalate", "expires")
_RULES = ("four_eyes", "policy", "escalate_to", "at_expiry", "expiry_answer")
BELONGS = ("team", "assignee", "claimed_until", "hidden_until", "priority", "due_at", "remind_at")
BELONGS += ("escalate_at", "expires_at")
_DATES = ("due_at", "remind_at", "escalate_at", "expires_at")


@dataclass(slots=True)
class Desk:
    #: Who is logged in.
    who: str
    #: A moment just before the move.
    now: datetime
    jobs: dict[str, Row] = field(default_factory=dict)
    #: By job and interrupt: a question is recorded once.
    requests: dict[tuple[str, str], Row] = field(default_factory=dict)
    #: How often each job has paused since something became of a question of it.
    pauses: dict[str, int] = field(default_factory=dict)
    #: When a question was opened again, by the events of it.
    opened: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def ask(self, job: Row, question: Question) -> None:
        key = job["id"], question.interrupt_id
        if key in self.requests:
            return
        asked = {name: getattr(question, name) for name in Question.__slots__ if name not in _FROM_NOW}
        empty = dict.fromkeys(
            ("answer_error", "rejected_answer", "closed_at", "due_at", "resumed_at", "claimed_until", "hidden_until")
        ) | dict.fromkeys(("remind_at", "escalate_at", "expires_at"))
        belongs = {"id": MADE, "job_id": job["id"], "thread_id": job["thread_id"], "graph": job["graph"]}
        made = {"question_hash": MADE, "created_at": Soon()}
        self._put(key, {**asked, **empty, **_UNANSWERED, **belongs, **made})

    def _put(self, key: tuple[str, str], request: Row) -> None:
        if request["status"] not in (self.requests.get(key, {}).get("status"), "resumed"):
            self.pauses[request["job_id"]] = 0
        self.requests[key] = request

    def waits_for_somebody(self, id: str) -> bool:
        statuses = {request["status"] for request in self.requests.values() if request["job_id"] == id}
        is_spinning = self.pauses.get(id, 0) >= 2 or not statuses & {"answered", "expired", "withdrawn"}
        return "open" in statuses or not is_spinning

    def write_request(self, key: tuple[str, str], given: Mapping[str, Any]) -> None:
        """A person writes into the row of a question; what that means follows."""
        old = self.requests[key]
        new = {**old, **given}
        new["answer"] = canonical(new["answer"])
        new["choice"] = new["choice"] if (new["choice"] or "").strip(" ") else None
        new["comment"] = new["comment"] or None
        new["rejected_answer"] = old["rejected_answer"]
        was, status = old["status"], new["status"]
        changed = {name for name in ("choice", "comment", "answer") if new[name] != old[name]}
        is_again = was in ("expired", "withdrawn") and self.jobs[old["job_id"]]["status"] == "queued"
        if any(new[column] != old[column] for column in ASKED_BY_REQUEST):
            raise Refused
        self._belongs(old, new)
        if was == "answered" and status == "open":
            changed, new = set(), new | _UNANSWERED | {"rejected_answer": old["answer"]}
        elif changed and was in ("answered", "resumed"):
            said = {name: new[name] for name in changed} | {"comment": new["comment"]}
            if meant(old, said) != old["answer"]:
                raise Refused
            new |= {name: old[name] for name in changed}
        elif changed and (was != "open" or (changed - {"comment"} and status not in ("open", "answered"))):
            raise Refused
        elif changed and status in ("open", "answered"):
            new["answer"] = meant(old, new)
            if new["answer"] is not None:
                new |= {"status": "answered", "answer_error": None, "rejected_answer": None}
                status = "answered"
                if not fits(new):
                    raise Refused
            elif new["comment"] is not None:
                raise Refused
        if status != was and status not in REQUEST_MOVES[was] and not (is_again and status in ("open", "answered")):
            raise Refused
        if is_again and status in ("open", "answered"):
            new |= self._whole_times(key, new)
        if was == "open" and status == "answered":
            new |= {"answered_by": self.who, "answered_at": Soon(), "answered_via": "sql"}
        elif status != "open" or was != "answered":
            new |= {name: old[name] for name in ("answered_by", "answered_at", "answered_via")}
        new["closed_at"] = (old["closed_at"] or Soon()) if status in ("resumed", "expired", "withdrawn") else None
        if of_request(new):
            raise Refused
        self._put(key, new)

    def _belongs(self, old: Row, new: Row) -> None:
        """Of no team: whoever writes to the table gives it to whom he likes. There is no team in this world."""
        if any(new[name] != old[name] for name in _RULES):
            raise Refused
        changed = {name for name in BELONGS if new[name] != old[name]}
        if not changed or not {name for name in ("team", "claimed_until", "hidden_until") if new[name] is not None}:
            return
        if old["status"] != "open" or new["team"] is not None:
            raise Refused
        new["claimed_until"] = None
        if "hidden_until" in changed and new["hidden_until"] is not None:
            is_late = isinstance(new["due_at"], datetime) and new["hidden_until"] > new["due_at"]
            if new["assignee"] != self.who or is_late:
                raise Refused

    def answer(self, key: tuple[str, str], given: Mapping[str, str | None]) -> None:
        """By the command: refused also if it does not answer at all, or no longer fits."""
        given = {name: value for name, value in given.items() if value is not None}
        if not given:
            raise Refused
        self.write_request(key, given)
        request = self.requests[key]
        if request["status"] == "open" or (request["status"] == "answered" and not fits(request)):
            raise Refused

    # --- what follows from moves of the job

    def settle(self, id: str, requests: Requests) -> None:
        for key, request in self.requests.items():
            if request["job_id"] != id:
                continue
            if request["status"] == "answered" and request["id"] in requests.resumed:
                self._put(key, request | {"status": "resumed", "resumed_at": Soon(), "closed_at": Soon()})
            elif request["status"] in ("open", "answered") and request["id"] in requests.withdrawn:
                self._put(key, request | {"status": "withdrawn", "closed_at": Soon()})
            elif request["status"] == "answered" and (why := dict(requests.reopened).get(request["id"])):
                rejected = {"answer_error": why, "rejected_answer": request["answer"]}
                self._put(key, request | _UNANSWERED | rejected)

    def withdraw_all(self, id: str) -> None:
        for key, request in self.requests.items():
            if request["job_id"] == id and request["status"] in ("open", "answered"):
                self._put(key, request | {"status": "withdrawn", "closed_at": Soon()})

    def ask_again(self, id: str) -> None:
        for key, request in self.requests.items():
            if request["job_id"] == id and request["status"] in ("expired", "withdrawn"):
                again = "open" if request["answer"] is None else "answered"
                self._put(key, request | self._whole_times(key, request) | {"status": again, "closed_at": None})

    def _whole_times(self, key: tuple[str, str], request: Row) -> Row:
        """From now on, as long as it was given when it was last opened."""
        since = self.opened.get(key, self.requests[key]["created_at"])
        dates = {name: request[name] for name in _DATES if request[name] is not None}
        return {name: Soon((at - since).total_seconds()) for name, at in dates.items()}
