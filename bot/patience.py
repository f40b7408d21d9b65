"""The web server's threads, and how long one of them waits for a request to come whole.

gunicorn waits without end for somebody who sends a byte now and then: as many such connections as
there are threads, and LINE is not heard. A front proxy is the cure; this lets the threads go again.
"""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HEADERS_S = 10
WEBHOOK_S = 10
"""LINE itself gives up after 2 s (line-platform.md §1)."""

LONGEST_S = 180
"""A roster of 20 MB up, or papers down, over a slow office line."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn comes without types
    """gunicorn's own, which hangs up on a connection whose time is over."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._until: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """One request in a thread: its first line and headers."""
        self._until[conn] = time.monotonic() + HEADERS_S
        try:
            return super().handle(conn)
        finally:
            self._until.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Its body and its answer; strangers have a body read only at the webhook."""
        span = WEBHOOK_S if req.path.startswith("/callback") else LONGEST_S
        self._until[conn] = time.monotonic() + span
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Once a second, beside gunicorn's own look at idle connections."""
        super().murder_pending()
        now = time.monotonic()
        for conn, until in list(self._until.items()):
            if until < now:
                self._until.pop(conn, None)
                with suppress(OSError):  # it has hung up itself
                    conn.sock.shutdown(socket.SHUT_RDWR)
