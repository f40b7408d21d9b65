"""How the web process is served; chosen by measuring (benchmarks/, docs/decisions/0003)."""

import gc
import os
import socket
import sys
from typing import Any

import logs
from models import line_channel
from models.session import Database
from settings import Settings, SettingsProblem

logs.configure("web")


def is_any_stored() -> bool:
    """Whether offices have their channels in the database; no connection outlives the question."""
    database = Database(settings.database_url, settings.secret_keys)
    try:
        return line_channel.is_any_stored(database)
    finally:
        database.engine.dispose()


try:
    settings = Settings.load()
    settings.needed_to_serve(is_any_stored)
except SettingsProblem as problem:
    sys.exit("\n".join(problem.problems))

bind = f"0.0.0.0:{settings.port}"
# SQLite has one writer: one process, whose one writer thread commits for everybody.
workers = 1 if settings.database_url.startswith("sqlite") else 2
worker_class = "bot.patience.Worker"  # gthread, with an end to waiting (docs/decisions/0013)
threads = 32
preload_app = True
keepalive = 75
graceful_timeout = 25
accesslog = None  # addresses hold codes and tokens
logconfig_dict = logs.FOR_GUNICORN
control_socket_disable = True  # nobody commands it, and two servers would fight over one socket


def when_ready(_server: Any) -> None:
    """What was loaded for all is not walked over by each worker's garbage collections."""
    gc.collect()
    gc.freeze()


def on_starting(_server: Any) -> None:
    """Says in one sentence that another program has the port; gunicorn would try for 5 s.

    Given its socket (docs/runbook.md, a restart nobody notices), it opens none.
    """
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", settings.port))  # noqa: S104 (the address we serve on)
        except OSError as error:
            sys.exit(
                f"เปิดพอร์ต {settings.port} ไม่ได้ ({error.strerror}) · Cannot listen on port "
                f"{settings.port}: stop the other program, or set PORT."
            )
