"""In and out of the desk: by a link from chat that opens once, and a button that ends it."""

from pathlib import Path

import fontpkg_sarabun
from flask import (
    abort,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug import Response

from bot.routes.desk.visit import COOKIE, Visit, blueprint, page
from bot.wiring import wiring
from handlers.scope import ANYBODY, SEEING_ALL_OFFICES
from models.audit import audit
from models.chat_link import Opens, find_link, take_link
from models.desk_session import LIFE, end_session, start_session

FONTS = Path(fontpkg_sarabun.ROOT) / "files"
WEIGHTS = {"400": "Regular", "600": "SemiBold"}
"""Of the typeface, as a style sheet names them."""

MONTH_S = 30 * 24 * 3600


@blueprint.get("/in/<token>")
def door(token: str) -> Response:
    """A page with a button: what LINE or a virus scanner fetches must not use the link up."""
    wired = wiring()
    office = wired.office_of(token)
    with wired.database.reading() as session:
        link = office and find_link(session, office, token, now=wired.now())
    if not link or link.opens != Opens.DESK:
        return _gone()
    return _kept_nowhere(make_response(render_template("desk/door.html", token=token)))


@blueprint.post("/in/<token>")
def enter(token: str) -> Response:
    """Uses the link up and signs its person in for eight hours."""
    wired = wiring()
    now, office = wired.now(), wired.office_of(token)
    with wired.database.transaction() as session:
        role = office and take_link(session, office, token, now=now)
        if not office or not role:
            return _gone()
        key = start_session(session, office, role.respondent_id, now=now)
        audit(session, office.id, at=now, actor=f"role {role.id}", action="signed in to the desk")
    home = "desk.offices" if role.name in SEEING_ALL_OFFICES else "desk.overview"
    response = redirect(url_for(home), 303)
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(LIFE.total_seconds()),
        path="/desk",
        httponly=True,
        samesite="Lax",
        secure=wired.settings.public_base_url.startswith("https://"),
    )
    return _kept_nowhere(response)


@blueprint.get("/desk.css")
def style() -> Response:
    """The look of every page of the desk."""
    response = make_response(render_template("desk/desk.css"))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = "max-age=3600"
    return response


@blueprint.get("/desk.js")
def script() -> Response:
    """Figures that refresh themselves, and slow forms that say so."""
    response = make_response(render_template("desk/desk.js"))
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "max-age=3600"
    return response


@blueprint.get("/sarabun-<weight>.ttf")
def font(weight: str) -> Response:
    """The official typeface, as on paper."""
    if weight not in WEIGHTS:
        abort(404)
    return send_from_directory(FONTS, f"Sarabun-{WEIGHTS[weight]}.ttf", max_age=MONTH_S)


@page("/out", may=ANYBODY, methods=("POST",))
def leave(visit: Visit) -> Response:
    """Ends the session, here and for whoever may have copied the cookie."""
    end_session(visit.session, visit.office, request.cookies.get(COOKIE, ""))
    response = make_response(render_template("desk/signed_out.html"))
    response.delete_cookie(COOKIE, path="/desk")
    return response


def _gone() -> Response:
    return _kept_nowhere(make_response(render_template("desk/link_gone.html"), 410))


def _kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
