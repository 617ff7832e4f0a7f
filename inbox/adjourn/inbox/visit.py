"""One request of somebody's browser: who it is, what was sent, and what is shown when something stands in the way."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from adjourn.inbox import render, security, words
from adjourn.inbox.security import Form
from adjourn.inbox.site import Site
from adjourn.models import people, sessions
from adjourn.models.ground.errors import AdjournError, BadInput, DatabaseAway, Locked
from adjourn.models.inbox import NotYours
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

_log = structlog.get_logger()
_WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    request: Request
    person: str
    #: Of the cookie.
    secret: str
    form: Form

    @property
    def site(self) -> Site:
        return site_of(self.request)

    @property
    def query(self) -> dict[str, str]:
        return dict(self.request.query_params)

    @property
    def is_fresh(self) -> bool:
        """Whether the form is of a page that this session was shown."""
        return security.same(self.form.get("token", ""), security.form_token(self.secret))

    def transaction(self) -> AbstractContextManager[Connection]:
        return self.site.transaction(self.person, security.address(self.request.scope, self.site.behind_proxy))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes something. Once its end may have come through, nobody is told that nothing was
        sent."""
        try:
            with self.transaction() as transaction:
                yield transaction
        except (BadInput, Locked):
            raise
        except Exception:
            self.request.state.may_be_done = True
            raise
        self.request.state.may_be_done = True

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        token = security.form_token(self.secret)
        return show(self.request, template, status, person=self.person, token=token, **values)


Page = Callable[[Visit], Response]


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def show(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    given = {"person": None, "token": "", "path": request.url.path, "query": dict(request.query_params)}
    return HTMLResponse(render.page(template, **given | values), status)


def say(request: Request, status: int, sentence: str, **values: Any) -> Response:
    """A page of one sentence."""
    return show(request, "message.html", status, title=words.TITLES[status], sentence=sentence, **values)


def carried(form: Form) -> list[tuple[str, str]]:
    """What was typed, without what proves who typed it."""
    return [(name, value) for name, value in form.multi_items() if name not in ("token", "password", "name")]


def redirect(to: str) -> Response:
    return RedirectResponse(to, 303)


def for_people(page: Page) -> Callable[[Request], Response]:
    """A page for who is logged in."""

    @functools.wraps(page)
    def answered(request: Request) -> Response:
        return guarded(request, _visited(page))

    return answered


def for_scripts(page: Page) -> Callable[[Request], Response]:
    """What a page that is open asks by itself, every few seconds: its person may have gone."""

    @functools.wraps(page)
    def answered(request: Request) -> Response:
        return guarded(request, _visited(page, by_itself=True))

    return answered


def _visited(page: Page, *, by_itself: bool = False) -> Callable[[Request], Response]:
    def visited(request: Request) -> Response:
        site = site_of(request)
        secret = request.cookies.get(site.cookie, "")
        known = site.door(request.scope) if site.door else None
        person = site.person_of(secret, by_itself=by_itself) if secret else None
        if known is not None and known != person:
            return enter(request, known, str(request.url.path) + _query(request), carried(request.state.form))
        if person is None:
            return ask_who(request)
        return page(Visit(request, person, secret, request.state.form))

    return visited


def guarded(request: Request, page: Callable[[Request], Response]) -> Response:
    """Whatever goes wrong is a page with a sentence, and what was typed goes along."""
    try:
        return page(request)
    except security.Refused as refused:
        return say(request, refused.status, words.REFUSED[refused.why])
    except NotYours as error:
        id = request.path_params.get("id")
        return say(request, 403, words.BELONGS_TO.format(id=id, team=error.team))
    except (DatabaseAway, SQLAlchemyError) as error:
        _log.warning("database away", error=str(error))
        return away(request)
    except BadInput as error:
        return say(request, 400, str(error))
    except AdjournError as error:
        _log.error("refused", error=str(error))
        return mistake(request)


def mistake(request: Request) -> Response:
    return say(request, 500, words.MISTAKE_LATE if _may_be_done(request) else words.MISTAKE)


def away(request: Request) -> Response:
    """The page tries again by itself; a form is sent again as it is, and says if it may have arrived before."""
    fields = [pair for pair in request.state.form.multi_items() if pair[0] != "unclear"]
    is_unclear = _may_be_done(request) or "unclear" in request.state.form
    if is_unclear:
        fields.append(("unclear", "1"))
    sentence = words.UNCLEAR if is_unclear else words.AWAY
    response = say(request, 503, sentence, fields=fields, again=str(request.url.path) + _query(request))
    if request.method != "POST":
        response.headers["Refresh"] = "5"
    response.headers["Retry-After"] = "5"
    return response


def _may_be_done(request: Request) -> bool:
    return bool(getattr(request.state, "may_be_done", False))


def enter(request: Request, person: str, to: str, fields: list[tuple[str, str]]) -> Response:
    """With a session of its own, whatever cookie came along. What was typed before is shown again on its page."""
    site, secret = site_of(request), security.new_secret()
    with site.transaction() as transaction:
        if not people.is_active(transaction, person):
            return say(request, 403, words.NOBODY.format(person=person))
        if old := request.cookies.get(site.cookie):
            sessions.end(transaction, security.digest(old))
        sessions.begin(transaction, security.digest(secret), person)
    if fields := [pair for pair in fields if pair[0] != "to"]:
        response = show(
            request, "carry_on.html", person=person, token=security.form_token(secret), to=to, fields=fields
        )
    else:
        response = redirect(to)
    response.set_cookie(site.cookie, secret, _WEEK, path="/", secure=site.secure, httponly=True, samesite="lax")
    return response


def ask_who(request: Request, status: int = 401, sentence: str | None = None, name: str = "") -> Response:
    """The page to log in on; what was typed goes along."""
    form: Form = request.state.form
    fields = carried(form)
    to = form.get("to") or str(request.url.path) + _query(request)
    if fields and sentence is None and request.method == "POST":
        sentence = words.SESSION_LOST
    by_token = site_of(request).token is not None
    return show(request, "login.html", status, sentence=sentence, to=to, fields=fields, name=name, by_token=by_token)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""
