"""Logs hold ids and fixed sentences: no words of people, no names, no addresses, no secrets."""

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import logs
from handlers import HANDLERS
from models.session import Database
from settings import Settings
from tests.bot.conftest import Stage, event, stage
from tests.handlers.conftest import OFFICE, handle_next
from tests.test_settings import REAL

__all__ = ["stage"]

WORDS = "นายกทุจริตเงินทอน"
"""What no log may hold."""


@pytest.fixture
def logged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[], str]]:
    """Everything this process has logged, as on stderr."""
    written: list[str] = []

    def read() -> str:
        written.append(capsys.readouterr().err)
        return "".join(written)

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    logs.configure("test")
    yield read
    structlog.reset_defaults()
    logging.captureWarnings(False)
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def lines(logged: Callable[[], str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged().splitlines()]


def test_an_event_that_breaks_its_handler_is_logged_without_what_it_said(
    stage: Stage, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(turn: Any) -> None:
        try:
            raise KeyError(WORDS)
        except KeyError as error:
            raise ValueError(f"{turn.event.text} {turn.event.user_id}") from error

    monkeypatch.setitem(HANDLERS, "message", breaks)
    message = {"type": "text", "id": "1", "text": WORDS}
    stage.post({"events": [event(7, message=message)]})
    assert handle_next(stage.wired.database, OFFICE, now=stage.at)
    told = next(line for line in lines(logged) if line["event"] == "event failed")
    assert told["broke"][:2] == ["ValueError", "KeyError"]
    assert any("handlers/__init__.py" in frame for frame in told["broke"])
    assert told["event_id"]
    assert WORDS not in logged()
    assert f"U{7:032x}" not in logged()
    assert "token-7" not in logged()


def test_a_page_that_breaks_is_logged_by_its_pattern(
    stage: Stage, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    point = stage.point()

    def breaks(*_: Any, **__: Any) -> None:
        raise ValueError(WORDS)

    monkeypatch.setattr("bot.routes.respondent.render_template", breaks)
    answer = stage.client().get(f"/q/{point.code}?x={WORDS}")
    assert answer.status_code == 500
    (told,) = [line for line in lines(logged) if line["event"] == "a page broke"]
    assert told["page"] == "/q/<code>"
    assert point.code not in logged()
    assert WORDS not in logged()


def test_a_statement_that_fails_does_not_show_its_values(
    database: Database, logged: Callable[[], str]
) -> None:
    with database.reading() as session, pytest.raises(DBAPIError) as failed:
        session.execute(text("select * from nowhere where x = :words"), {"words": WORDS})
    assert WORDS not in str(failed.value)
    structlog.get_logger().error("it broke", exc_info=failed.value)
    assert WORDS not in logged()


def test_a_library_s_sentence_comes_without_its_values(logged: Callable[[], str]) -> None:
    logging.getLogger("urllib3").warning("Retrying after %s", f"/v2/bot/profile/{WORDS}")
    logging.getLogger("gunicorn.error").warning(f"Invalid request from ip=1.2.3.4: {WORDS}")
    logging.getLogger("gunicorn.error").error("Worker (pid:%s) exited with code %s", 7, 1)
    assert [line["event"] for line in lines(logged)] == [
        "Retrying after %s",
        "Invalid request",
        "Worker (pid:7) exited with code 1",
    ]


def test_a_process_that_breaks_says_where(logged: Callable[[], str]) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]  # an error is in hand
    (told,) = lines(logged)
    assert told["broke"][0] == "ValueError"
    assert WORDS not in logged()


def test_settings_shown_anywhere_hold_no_secret() -> None:
    secrets = {
        "database_url": "postgresql://office:a-password@db/x",
        "secret_key": "k" * 40,
        "line_channel_secret": "s" * 32,
        "line_channel_access_token": "t" * 100,
    }
    settings = Settings.load(**{**REAL, **secrets})
    for shown in (repr(settings), str(settings), f"{settings}"):
        assert not any(secret in shown for secret in secrets.values())
        assert "a-password" not in shown
