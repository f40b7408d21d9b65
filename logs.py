"""How a process logs: one JSON object a line on stderr, a fixed sentence with ids, nothing else.

Whatever raised an error may quote what a person wrote, and whatever a library logs may hold an
address with a code in it. So of errors we keep where they happened and their kind, of libraries'
messages the sentence without its values.
"""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

Kind = type[BaseException]
Event = MutableMapping[str, Any]


def configure(process: str) -> None:
    """Sets up the logging of this process, ours and the libraries'; the last call counts."""
    on_screen = sys.stderr.isatty()
    shown: Any = (
        structlog.dev.ConsoleRenderer() if on_screen else structlog.processors.JSONRenderer()
    )

    def name_process(_logger: Any, _method: str, event: Event) -> Event:
        event["process"] = process
        return event

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_process,
            where_it_broke,
            shown,
        ],
        logger_factory=OnStderr,
    )
    root = logging.getLogger()
    root.handlers[:] = [FromLibraries()]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda broken: _uncaught(
        broken.exc_type, broken.exc_value, broken.exc_traceback
    )


class OnStderr:
    """Writes to whatever stderr is at that moment."""

    def __init__(self, *_: Any) -> None: ...

    def msg(self, line: str) -> None:
        """One line, at once."""
        print(line, file=sys.stderr, flush=True)

    debug = info = warning = error = critical = msg


def where_it_broke(_logger: Any, _method: str, event: Event) -> Event:
    """Instead of a traceback, which quotes values: files, lines and the kinds of error."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if isinstance(given, tuple):
        error = given[1]
    if error is not None:
        event["broke"] = [*_kinds(error), *_frames(error.__traceback__)]
    return event


def _kinds(error: BaseException) -> list[str]:
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return kinds


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]


class FromLibraries(logging.Handler):
    """Hands a library's message to our log, without its values."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno, said_by_library(record), library=record.name, exc_info=record.exc_info
        )


def said_by_library(record: logging.LogRecord) -> str:
    """The sentence; with its values only where all of them are numbers."""
    words = str(record.msg)
    if words.startswith("Invalid request"):  # gunicorn's, with the caller's address and words
        return "Invalid request"
    if record.name == "py.warnings":
        return "a warning of Python's"
    values = record.args if isinstance(record.args, tuple) else (record.args,)
    if record.name.startswith("gunicorn") and record.levelno <= logging.INFO:
        return record.getMessage()  # of its start and stop
    if record.args and all(isinstance(value, int) for value in values):
        return record.getMessage()
    return words


FOR_GUNICORN = {
    "disable_existing_loggers": False,
    "root": {"level": "WARNING", "handlers": ["ours"]},
    "handlers": {"ours": {"class": "logs.FromLibraries"}},
    "loggers": {"gunicorn.error": {"handlers": ["ours"], "propagate": False}},
    "formatters": {},
}


def _uncaught(kind: Kind, error: BaseException | None, trace: TracebackType | None) -> None:
    if kind is KeyboardInterrupt:
        return
    structlog.get_logger().critical("the process broke", exc_info=(kind, error, trace))
