"""Putting the stand-in together: for `make run` as a process, for tests inside one."""

import threading
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, redirect
from werkzeug import Response
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from simulator import api, menus, routes
from simulator.faults import Faults
from simulator.memory import Memory
from simulator.moved_clock import MovedClock
from simulator.platform import Platform
from simulator.webhooks import Webhooks
from simulator.world import World


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # LINE keeps connections open; so do our senders

    def log_request(self, *_: object) -> None:
        """Says nothing: the page asks each second."""


@dataclass
class Running:
    """A stand-in at work."""

    url: str
    platform: Platform
    menus: menus.Menus
    webhooks: Webhooks
    faults: Faults
    server: BaseWSGIServer
    memory: Memory

    def stop(self) -> None:
        """Stops serving; what is being answered is finished."""
        self.server.shutdown()
        self.server.server_close()
        self.memory.stop()


def start(
    *,
    port: int = 0,
    webhook: str,
    secret: str = "simulator-secret",  # noqa: S107 (no secret: the stand-in's own)
    token: str = "simulator-token",  # noqa: S107 (no secret: the stand-in's own)
    basic_id: str = "@simulator",
    world: Path,
    clock: Path,
    clock_offset: float = 0.0,
) -> Running:
    """Serves on this machine only, in a thread; port 0 takes a free one."""
    moved = MovedClock(clock, base=clock_offset)
    platform = Platform(moved.now)
    webhooks = Webhooks(platform, address=webhook, secret=secret)
    faults = Faults()
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(
        api.blueprint(platform, webhooks, faults, token=token, basic_id=basic_id)
    )
    kept = menus.Menus()
    app.register_blueprint(menus.blueprint(kept, platform, api.answer, token=token))
    stage = World(world, platform, webhooks)
    app.register_blueprint(routes.blueprint(platform, webhooks, faults, stage, moved, kept))

    @app.get("/")
    def home() -> Response:
        return redirect("/simulator/")

    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    memory = Memory(world.with_name("people.json"), platform)
    memory.start()
    stage.facts()  # the cast is there before anybody looks
    threading.Thread(target=server.serve_forever, name="simulator", daemon=True).start()
    return Running(
        f"http://127.0.0.1:{server.port}", platform, kept, webhooks, faults, server, memory
    )
