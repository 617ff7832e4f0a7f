"""Who comes in: with a name and a password, or on one's own machine with the token of the address."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from adjourn.inbox import security, visit, words
from adjourn.inbox.security import Form
from adjourn.inbox.visit import Visit
from adjourn.models import sessions
from starlette.requests import Request
from starlette.responses import Response


def login(request: Request) -> Response:
    return visit.guarded(request, _login)


def _login(request: Request) -> Response:
    form: Form = request.state.form
    if visit.site_of(request).door:
        return visit.redirect("/")
    if request.method != "POST":
        return visit.ask_who(request, 200, words.LOGGED_OUT if "out" in request.query_params else None)
    site, name = visit.site_of(request), form.get("name", "").strip()
    keys = f"from {security.address(request.scope, site.behind_proxy)}", f"as {name}"
    if not all(map(site.tries.allows, keys)):
        return visit.ask_who(request, 429, words.TOO_MANY_TRIES, name)
    given = form.get("password", "")
    if site.token is not None and not name:
        person = site.owner if security.same(given, site.token) else None
    else:
        with site.transaction() as transaction:
            hash = sessions.password_of(transaction, name)
        person = name if security.is_password(given, hash) else None
    if person is None:
        return visit.ask_who(request, 401, words.WRONG_LOGIN if name else words.WRONG_TOKEN, name)
    for key in keys:
        site.tries.forget(key)
    return visit.enter(request, person, _inside(form.get("to", "/")), visit.carried(form))


def by_token(request: Request) -> Response:
    """`/?token=…` becomes a cookie, and leaves the address."""
    site, given = visit.site_of(request), request.query_params.get("token", "")
    if site.token is None or site.owner is None:
        return visit.redirect("/") if site.door else visit.ask_who(request)
    key = f"from {security.address(request.scope, site.behind_proxy)}"
    if not site.tries.allows(key):
        return visit.ask_who(request, 429, words.TOO_MANY_TRIES)
    if not security.same(given, site.token):
        return visit.ask_who(request, 401, words.WRONG_TOKEN)
    site.tries.forget(key)
    rest = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "token"])
    return visit.enter(request, site.owner, request.url.path + (f"?{rest}" if rest else ""), [])


@visit.for_people
def logout(visitor: Visit) -> Response:
    everywhere = visitor.form.get("where") == "everywhere"
    if not visitor.is_fresh:
        return visit.redirect("/")
    with visitor.transaction() as transaction:
        if everywhere:
            sessions.end_all(transaction, visitor.person)
        else:
            sessions.end(transaction, security.digest(visitor.secret))
    response = visit.redirect("/login?out=1")
    response.delete_cookie(visitor.site.cookie, path="/", secure=visitor.site.secure, httponly=True, samesite="lax")
    return response


def _inside(to: str) -> str:
    """Never to another site."""
    parts = urlsplit(to)
    safe = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return to if safe and parts.path not in ("/login", "/logout") else "/"
