"""create_app: settings in, a wired Flask app out."""

from typing import Any

import structlog
from flask import Flask, Response, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from bot.recorder import Recorder
from bot.routes import (
    desk,
    health,
    line_webhook,
    office_paper,
    respondent,
    simulator,
)
from bot.wiring import Wiring
from clock import Clock
from models.session import Database
from settings import Settings

log = structlog.get_logger()

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors {framers}"
    ),
}


class Web(Flask):
    """Flask, but for what it logs of a page that broke: the page's pattern, not its address."""

    def log_exception(self, exc_info: Any) -> None:
        log.error("a page broke", page=str(request.url_rule), exc_info=exc_info)


def create_app(settings: Settings | None = None) -> Flask:
    """The app for these settings, or the environment's.

    Raises SettingsProblem when they cannot run the product.
    """
    settings = settings or Settings.load()
    app = Web(__name__, static_folder=None)
    app.secret_key = settings.secret_keys[0]
    app.config["SECRET_KEY_FALLBACKS"] = settings.secret_keys[1:]
    database = Database(settings.database_url, settings.secret_keys)
    app.extensions["wiring"] = Wiring(
        settings=settings,
        database=database,
        now=Clock(settings).now,
        recorder=Recorder(database),
    )
    for room in (line_webhook, respondent, office_paper, desk, health):
        app.register_blueprint(room.blueprint)
    if settings.simulator:
        app.register_blueprint(simulator.blueprint)
    framers = f"'self' {settings.line_api_base}" if settings.simulator else "'none'"

    @app.errorhandler(SQLAlchemyError)
    def database_away(error: SQLAlchemyError) -> tuple[str, int]:
        log.error("the database did not answer", error=type(error).__name__)
        return render_template("respondent/sorry.html", why="away", office=None), 503

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value.format(framers=framers))
        return response

    return app
