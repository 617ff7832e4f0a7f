"""Several questions answered alike: seen in one table, with what stands out; sent when their number was typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from adjourn.inbox import alike, drawing, listing, render, visit, words
from adjourn.inbox.alike import Line
from adjourn.inbox.controls import OTHER, Way
from adjourn.inbox.drawing import Notice
from adjourn.inbox.visit import Visit
from adjourn.models import custody, inbox, many
from adjourn.models.ground.errors import BadInput
from adjourn.models.inbox import NotYours
from sqlalchemy import Connection
from starlette.responses import Response


@dataclass(slots=True)
class Selection:
    lines: list[Line]
    ways: list[Way]
    #: What each was when it was seen, by number.
    seen: dict[int, str]
    complaints: dict[str, str] = field(default_factory=dict)

    @property
    def going(self) -> list[Line]:
        return [line for line in self.lines if not line.why]

    @property
    def sent(self) -> list[int]:
        """Those that were shown as going, and left ticked."""
        return [line.id for line in self.lines if line.picked and line.id in self.seen]


@visit.for_people
def show(visitor: Visit) -> Response:
    """Those that were selected in a list; or, when they were seen, their answer. What is not sent changes nothing."""
    ids = _numbers(visitor, "of") or (_whole_list(visitor) if _wants_all(visitor) else _numbers(visitor, "id"))
    if visitor.request.method != "POST" or not ids:
        return visit.redirect(render.url("/", listing.kept(visitor.query) or {"all": "1"}))
    if len(ids) > many.MOST:
        return visit.say(visitor.request, 413, words.MANY_MOST.format(most=many.MOST, count=len(ids)))
    if not visitor.is_fresh:
        return _look(visitor, _selection(visitor, ids), Notice(words.STALE, "warning"), status=403)
    match visitor.form.get("do"):
        case "send":
            return _send(visitor, _selection(visitor, ids, again=True))
        case "take":
            return _take(visitor, ids)
    return _look(visitor, _selection(visitor, ids))


def _wants_all(visitor: Visit) -> bool:
    return visitor.request.method == "POST" and visitor.form.get("do") == "all"


def _whole_list(visitor: Visit) -> list[int]:
    """Where one comes from, as far as they go together."""
    with visitor.transaction() as transaction:
        rows = inbox.waiting(transaction, listing.which(listing.kept(visitor.query)), limit=many.MOST)
    return [row["id"] for row in rows]


def _numbers(visitor: Visit, name: str) -> list[int]:
    given = dict.fromkeys(text for text in visitor.form.getlist(name) if text.isdecimal() and len(text) < 19)
    return list(map(int, given))


def _selection(visitor: Visit, ids: list[int], *, again: bool = False) -> Selection:
    with visitor.transaction() as transaction:
        lines = [_line(transaction, visitor, id, again) for id in ids]
    if "of" in visitor.form:
        picked = set(_numbers(visitor, "id"))
        for line in lines:
            line.picked = line.id in picked
    seen = {id: asked for id in ids if (asked := visitor.form.get(f"asked.{id}"))}
    return Selection(lines, alike.agree(lines, seen), seen)


def _line(transaction: Connection, visitor: Visit, id: int, again: bool = False) -> Line:
    try:
        row = inbox.get(transaction, id)
    except NotYours as error:
        return Line(id, None, words.BELONGS_TO.format(id=id, team=error.team))
    if row is None:
        return Line(id, None, words.NO_REQUEST.format(id=id))
    return alike.line(row, visitor.person, again=again)


def _try(visitor: Visit, lines: list[Line], way: Way, comment: str | None) -> None:
    """What the database would refuse, it says now."""
    with visitor.transaction() as transaction:
        ids = [line.id for line in lines]
        said = {each.id: each for each in _answer(transaction, ids, way, comment, dry_run=True)}
    for line in lines:
        line.why = "" if said[line.id].answered else drawing.sentence(BadInput(said[line.id].said))


def _answer(
    transaction: Connection, ids: list[int], way: Way, comment: str | None, *, dry_run: bool = False
) -> list[many.Outcome]:
    choice = None if way.key == OTHER else way.key
    return many.answer(transaction, ids, choice=choice, comment=comment, dry_run=dry_run)


def _look(visitor: Visit, found: Selection, notice: Notice | None = None, *, status: int = 200) -> Response:
    for line in found.lines:
        if line.row and line.row["status"] != "open":
            line.why = line.why or words.MANY_ANSWERED.format(person=line.row["answered_by"])
        elif line.row and found.seen.get(line.id, line.row["asked"]) != line.row["asked"]:
            line.changed, line.picked = True, False
    way, comment = _decided(visitor, found)
    if found.going:
        way = way or found.ways[0]
        _try(visitor, found.going, way, comment or ("?" if way.comment == "must" else None))
    going = found.going
    return visitor.show(
        "many.html",
        status,
        lines=found.lines,
        staying=[line for line in found.lines if line.why],
        table=alike.table(going) if going else None,
        has_words=any(line.shown.said for line in going if line.shown),
        picked=sum(line.picked for line in going),
        ways=found.ways,
        as_what=words.MANY_AS,
        other=OTHER,
        given=visitor.form,
        complaints=found.complaints,
        notice=notice,
        kept=listing.kept(visitor.query),
        now=_now(visitor),
    )


def _now(visitor: Visit) -> object:
    with visitor.transaction() as transaction:
        return inbox.now(transaction)


def _decided(visitor: Visit, found: Selection) -> tuple[Way | None, str | None]:
    way = next((way for way in found.ways if way.key == visitor.form.get("choice")), None)
    if way is None and [way.key for way in found.ways] == [OTHER]:
        way = found.ways[0]
    text = visitor.form.get(f"choice.{way.key}", "") if way else ""
    return way, text if way and way.comment != "none" and text.strip() else None


def _send(visitor: Visit, found: Selection) -> Response:
    way, comment = _decided(visitor, found)
    if not way and found.ways:
        found.complaints["choice"] = words.CHOOSE
    elif way and way.comment == "must" and not comment:
        found.complaints[f"choice.{way.key}"] = words.NEEDS_TEXT
    typed = visitor.form.get("number", "").strip()
    if not found.sent:
        found.complaints["number"] = words.MANY_NOTHING
    elif not typed:
        found.complaints["number"] = words.MANY_NUMBER
    elif typed != str(len(found.sent)):
        found.complaints["number"] = words.MANY_WRONG.format(typed=typed[:20], count=len(found.sent))
    if found.complaints:
        return _look(visitor, found, status=422)
    if way is None:
        return _done(visitor, [(line, False, line.why) for line in found.lines], None)
    # What it was shown as going, and would not go with this answer, has to be seen first.
    asked = [line for line in found.going if (line.id in found.sent) or (line.id not in found.seen)]
    _try(visitor, [line for line in asked if line.row and line.row["status"] == "open"], way, comment)
    if any(line.why for line in asked if line.id in found.seen):
        return _look(visitor, found, Notice(words.MANY_FEWER, "look"), status=422)
    if not visitor.site.bulks.allows(visitor.person):
        return _look(visitor, found, Notice(words.TOO_MANY_BULKS, "warning"), status=429)
    return _answered(visitor, found, way, comment)


def _answered(visitor: Visit, found: Selection, way: Way, comment: str | None) -> Response:
    """All in one transaction, in which they are what was seen."""
    with visitor.writing() as transaction:
        many.hold(transaction, found.sent)
        lines = {id: _line(transaction, visitor, id, again=True) for id in found.sent}
        for id, line in lines.items():
            if line.row and not line.why and line.row["asked"] != found.seen[id]:
                line.why = words.OTHER_WORDS_NOW
        going = [id for id, line in lines.items() if not line.why]
        said = {each.id: each for each in _answer(transaction, going, way, comment)}
    ends = []
    for old in found.lines:
        line, end = lines.get(old.id, old), said.get(old.id)
        left_out = "" if end else words.MANY_LEFT_OUT if old.id in found.seen else words.MANY_UNSEEN
        why = line.why or left_out or (drawing.sentence(BadInput(end.said)) if end and not end.answered else "")
        ends.append((line, bool(end and end.answered), why))
    return _done(visitor, ends, way)


def _take(visitor: Visit, ids: list[int]) -> Response:
    ends = []
    for id in ids:
        why = ""
        try:
            with visitor.writing() as transaction:
                custody.take(transaction, id)
        except BadInput as error:
            why = drawing.sentence(error)
        with visitor.transaction() as transaction:
            ends.append((_line(transaction, visitor, id), not why, why))
    return _done(visitor, ends, None)


def _done(visitor: Visit, ends: list[tuple[Line, bool, str]], way: Way | None) -> Response:
    return visitor.show(
        "many_done.html",
        done=[line for line, is_done, _ in ends if is_done],
        open=[(line, why) for line, is_done, why in ends if not is_done],
        way=way,
        open_only=all(not line.row or line.row["status"] == "open" for line, is_done, _ in ends if not is_done),
        took=visitor.form.get("do") == "take",
        as_what=words.MANY_AS,
        kept=listing.kept(visitor.query),
    )
