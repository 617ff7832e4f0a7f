"""The pages and their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adjourn.inbox import (
    answering,
    batches,
    done,
    jobs,
    listing,
    login,
    many,
    news,
    overview,
    progress,
    render,
    visit,
    words,
)
from adjourn.inbox.site import Site
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles


class Static(StaticFiles):
    """Style and script hold nothing of anybody: a browser may keep them, and asks whether they are still the same."""

    def file_response(self, *args: Any, **named: Any) -> Response:
        response = super().file_response(*args, **named)
        response.headers["Cache-Control"] = "no-cache"
        return response


class Number(Convertor[int]):
    """Of a question. Python reads none of thousands of digits."""

    regex = "[0-9]{1,100}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", Number())


def make(site: Site) -> Starlette:
    """To be served behind `security.Guard`."""
    app = Starlette(
        routes=[
            Route("/", listing.entry),
            Route("/many", many.show, methods=["GET", "POST"]),
            Route("/done", done.show),
            Route("/news", news.of_list),
            Route("/stream", news.stream),
            Route("/requests/{id:number}/news", news.of_request),
            Route("/requests/{id:number}", answering.show, methods=["GET", "POST"]),
            Route("/overview", overview.show),
            Route("/jobs/{id:uuid}", jobs.show),
            Route("/jobs/{id:uuid}/news", progress.of_job),
            Route("/jobs/{id:uuid}/stream", progress.stream),
            Route("/batches/{id:uuid}", batches.show),
            Route("/help", show_help),
            Route("/login", login.login, methods=["GET", "POST"]),
            Route("/logout", login.logout, methods=["POST"]),
            Mount("/static", Static(directory=render.HERE / "static")),
        ],
        exception_handlers={HTTPException: no_page, Exception: mistake},
    )
    app.state.site = site
    # It would lead to what a visitor wrote as `Host`, without https.
    app.router.redirect_slashes = False
    return app


@visit.for_people
def show_help(visitor: visit.Visit) -> Response:
    return visitor.show("help.html")


def refuse(status: int, why: str, headers: Mapping[str, str] | None = None) -> Response:
    """What no page has seen."""
    if status == 405:
        headers = headers or {"Allow": "GET, HEAD, POST"}
    title, sentence = words.TITLES[status], words.REFUSED[why]
    given: dict[str, Any] = {"person": None, "token": "", "path": "/", "query": {}}
    return HTMLResponse(render.page("message.html", title=title, sentence=sentence, **given), status, headers)


async def no_page(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 405:
        return refuse(405, "method", error.headers if isinstance(error, HTTPException) else None)
    return visit.say(request, 404 if status not in words.TITLES else status, words.NO_PAGE)


async def mistake(request: Request, error: Exception) -> Response:
    return visit.mistake(request)
