"""The rules of teams as docs/teams.md tells them: what each move of somebody on a question must give, or Refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from tests.support.laws import Refused

When = Literal["past", "future"] | None
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Question:
    """Moments are told by whether they have passed."""

    submitter: str
    team: str | None
    four_eyes: bool
    exclusive: bool
    escalate_to: str | None
    at_expiry: Literal["stay", "answer", "fail"]
    #: It says yes to what nobody has seen.
    approves: bool
    status: Literal["open", "answered", "resumed", "expired", "withdrawn"] = "open"
    assignee: str | None = None
    claimed: When = None
    hidden: bool = False
    priority: int = 0
    due: When = None
    remind: When = None
    escalate: When = None
    expires: When = None
    answered_by: str | None = None
    job: Literal["waiting", "failed", "queued"] = "waiting"


@dataclass(slots=True)
class Office:
    #: By team, by person: look, answer, lead.
    members: dict[str, dict[str, str]]
    active: dict[str, bool]
    questions: dict[int, Question] = field(default_factory=dict)
    #: What somebody was called, and what he is now.
    names: dict[str, str] = field(default_factory=dict)

    def copy(self) -> Office:
        members = {team: {**each} for team, each in self.members.items()}
        return Office(members, {**self.active}, {**self.questions}, {**self.names})

    def may(self, who: str, team: str | None) -> str | None:
        return self.members.get(team or "", {}).get(who)

    def _leads(self, who: str, team: str | None) -> bool:
        return who == OPERATOR or self.may(who, team) == "lead"

    def _decides(self, who: str) -> None:
        if not self.active.get(who, True):
            raise Refused

    # --- the moves

    def answer(self, who: str, id: int, *, many: bool = False) -> None:
        old = self.questions[id]
        if old.answered_by is not None and not (many and old.status == "withdrawn"):
            return  # the same answer once more
        if old.status != "open" or (many and old.four_eyes):
            raise Refused
        self._decides(who)
        if old.team is not None and self.may(who, old.team) not in ("answer", "lead"):
            raise Refused
        is_anothers = old.assignee not in (None, who) and old.claimed != "past"
        if old.exclusive and is_anothers:
            raise Refused
        submitter = self.names.get(old.submitter, old.submitter)
        if old.four_eyes and (submitter == who or {submitter, who} - self.active.keys()):
            raise Refused
        self.questions[id] = replace(old, status="answered", answered_by=who)

    def assign(self, who: str, id: int, to: str | None) -> None:
        old = self.questions[id]
        if to == old.assignee:
            return
        self._decides(who)
        if old.team is None:
            self._require_open_if(old, old.hidden)
            self.questions[id] = replace(old, assignee=to)
            return
        if to is not None and to == self.names.get(old.assignee or ""):
            self.questions[id] = replace(old, assignee=to)  # the same person by another name
            return
        self._require_open_if(old, True)
        has_lapsed = old.claimed == "past" and to is None
        if not has_lapsed and not self._leads(who, old.team):
            if old.assignee not in (None, who) and old.claimed != "past":
                raise Refused
            if self.may(who, old.team) not in ("answer", "lead"):
                raise Refused
        if to is not None and (self.may(to, old.team) not in ("answer", "lead") or not self.active[to]):
            raise Refused
        self.questions[id] = replace(old, assignee=to, claimed="future" if to == who else None, hidden=False)

    def pass_on(self, who: str, id: int, team: str | None) -> None:
        old = self.questions[id]
        if team == old.team:
            return
        self._decides(who)
        self._require_open_if(old, True)
        if not self._leads(who, old.team) and (old.team is not None or self.may(who, team) != "lead"):
            raise Refused
        if team is None and who != OPERATOR:
            raise Refused
        self.questions[id] = replace(old, team=team, assignee=None, claimed=None, hidden=False)

    def put_off(self, who: str, id: int, *, hidden: bool) -> None:
        old = self.questions[id]
        if not hidden and not old.hidden:
            return
        self._decides(who)
        self._require_open_if(old, hidden or old.team is not None)
        if hidden and (old.assignee != who or old.due == "past"):
            raise Refused
        self.questions[id] = replace(old, hidden=hidden)

    def date(self, who: str, id: int, priority: int, due: When) -> None:
        old = self.questions[id]
        self._decides(who)
        if not self._leads(who, old.team):
            raise Refused
        self._require_open_if(old, old.team is not None or old.hidden)
        self.questions[id] = replace(old, priority=priority, due=due)

    def come_or_go(self, who: str, active: bool) -> None:
        """Who has left has nothing of a team any more."""
        if self.active[who] and not active:
            for id, old in self.questions.items():
                if old.status == "open" and old.team is not None and old.assignee == who:
                    self.questions[id] = replace(old, assignee=None, claimed=None, hidden=False)
        self.active[who] = active

    def rename(self, was: str, name: str) -> None:
        """What is open and his stays his."""
        self.names = {old: name if new == was else new for old, new in self.names.items() if old != name} | {was: name}
        for people in (self.active, *self.members.values()):
            if was in people:
                people[name] = people.pop(was)  # type: ignore[index,assignment,arg-type]
        for id, old in self.questions.items():
            if old.status == "open" and old.assignee == was:
                self.questions[id] = replace(old, assignee=name)

    # --- what becomes of the job

    def fail(self, id: int, *, taken: bool = False) -> None:
        """`taken`: on an answer that the graph had taken."""
        old = self.questions[id]
        if old.job == "failed":
            raise Refused
        closed = replace(old, status="resumed" if taken else "withdrawn") if old.status in ("open", "answered") else old
        self.questions[id] = replace(closed, job="failed")

    def retry(self, id: int) -> None:
        old = self.questions[id]
        if old.job == "waiting":
            raise Refused
        if old.job == "failed" and old.status in ("expired", "withdrawn"):
            self.questions[id] = self._opened(old, "answered" if old.answered_by else "open")
        self.questions[id] = replace(self.questions[id], job="queued")

    def ask_again(self, id: int) -> None:
        old = self.questions[id]
        if old.job != "failed" or old.answered_by is None:
            raise Refused
        self.come_back(id)

    def come_back(self, id: int) -> None:
        """As the answer does not fit, or was wrong."""
        opened = self._opened(self.questions[id], "open")
        self.questions[id] = replace(opened, answered_by=None, job="waiting")

    def _opened(self, old: Question, status: Literal["open", "answered"]) -> Question:
        assignee = self.names.get(old.assignee or "", old.assignee)
        may = self.may(assignee or "", old.team) in ("answer", "lead") and self.active.get(assignee or "")
        if assignee is not None and old.team is not None and not may:
            return replace(old, status=status, assignee=None, claimed=None, hidden=False)
        return replace(old, status=status, assignee=assignee)

    def sweep(self) -> None:
        """What time does."""
        for id, old in self.questions.items():
            if old.status == "open" and old.claimed == "past":
                old = replace(old, assignee=None, claimed=None, hidden=False)
            if old.status == "open" and old.remind == "past":
                old = replace(old, remind=None)
            if old.status == "open" and old.escalate == "past":
                old = replace(old, escalate=None, priority=old.priority + 10)
                if old.escalate_to in self.members and old.escalate_to != old.team:
                    old = replace(old, team=old.escalate_to, assignee=None, claimed=None, hidden=False)
            if old.status == "open" and old.expires == "past":
                if old.at_expiry == "fail":
                    old = replace(old, status="expired")
                elif old.at_expiry == "answer" and not old.approves:
                    old = replace(old, status="answered", answered_by="time")
                else:
                    old = replace(old, expires=None)
            self.questions[id] = old

    @staticmethod
    def _require_open_if(old: Question, counts: bool) -> None:
        if counts and old.status != "open":
            raise Refused
