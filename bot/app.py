"""create_app: settings in, a wired Flask app out."""

from typing import Any

import structlog
from flask import Flask, Response, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import InternalServerError, NotFound
from werkzeug.routing import IntegerConverter, Map

from bot.recorder import Recorder
from bot.routes import (
    desk,
    health,
    line_webhook,
    office_paper,
    privacy,
    respondent,
    simulator,
)
from bot.wiring import Wiring
from clock import Clock
from models.session import Database
from settings import Settings

log = structlog.get_logger()

FOR_PAGES = 5
"""Connections to PostgreSQL for a process's 32 threads: a page needs one for milliseconds, and
the smallest servers give twenty to all of us together (docs/deploy.md)."""

OF_THE_DESK = "script-src 'self'; connect-src 'self'; font-src 'self'; "
"""What its pages need beyond the others': their one script, which asks for figures, and a font."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; {more}style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors {framers}"
    ),
}


class Web(Flask):
    """Flask, but for what it logs of a page that broke: the page's pattern, not its address."""

    def log_exception(self, exc_info: Any) -> None:
        log.error("a page broke", page=str(request.url_rule), exc_info=exc_info)


class RowNumber(IntegerConverter):
    """`<int:…>` in an address is a row's number: one no table can hold is no page (404)."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**63 - 1)


def create_app(settings: Settings | None = None) -> Flask:
    """The app for these settings, or the environment's.

    Raises SettingsProblem when they cannot run the product.
    """
    settings = settings or Settings.load()
    app = Web(__name__, static_folder=None)
    app.url_map.converters["int"] = RowNumber
    app.secret_key = settings.secret_keys[0]
    app.config["SECRET_KEY_FALLBACKS"] = settings.secret_keys[1:]
    database = Database(settings.database_url, settings.secret_keys, connections=FOR_PAGES)
    app.extensions["wiring"] = Wiring(
        settings=settings,
        database=database,
        now=Clock(settings).now,
        recorder=Recorder(database),
    )
    for room in (line_webhook, respondent, privacy, office_paper, desk, health):
        app.register_blueprint(room.blueprint)
    if settings.simulator:
        app.register_blueprint(simulator.blueprint)
    framers = f"'self' {settings.line_api_base}" if settings.simulator else "'none'"

    @app.errorhandler(SQLAlchemyError)
    def database_away(error: SQLAlchemyError) -> tuple[str, int]:
        log.error("the database did not answer", error=type(error).__name__)
        return render_template("respondent/sorry.html", why="away", office=None), 503

    @app.errorhandler(NotFound)
    def nowhere(_error: NotFound) -> tuple[str, int]:
        return render_template("respondent/sorry.html", why="nowhere", office=None), 404

    @app.errorhandler(InternalServerError)
    def broken(_error: InternalServerError) -> tuple[str, int]:
        return render_template("respondent/sorry.html", why="away", office=None), 500

    @app.after_request
    def add_headers(response: Response) -> Response:
        more = OF_THE_DESK if request.blueprint == desk.blueprint.name else ""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value.format(framers=framers, more=more))
        return response

    return app
