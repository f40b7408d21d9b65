"""The Messaging API's addresses, with LINE's checks, and switches for its bad days."""

import socket
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.platform import MONTHLY_ALLOWANCE, Platform, Verdict, refused

RATE = "The API rate limit has been exceeded. Try again later."
MONTH = "You have reached your monthly limit."
MODES = (
    "none", "500", "500-after-accepting", "reset", "reset-after-accepting", "timeout",
    "rate-limited", "allowance-used-up", "odd-200",
)  # fmt: skip
SILENCE_S = 15


@dataclass
class Faults:
    """How LINE behaves just now; `left` counts the calls it lasts, -1 for ever."""

    mode: str = "none"
    delay_ms: int = 0
    left: int = -1
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self) -> str:
        """The mode of this call."""
        with self._lock:
            if self.mode == "none" or self.left == 0:
                return "none"
            self.left -= self.left > 0
            return self.mode


def blueprint(  # noqa: C901 (one inner function an address)
    platform: Platform, faults: Faults, *, token: str, basic_id: str
) -> Blueprint:
    """The stand-in's API for one channel."""
    api = Blueprint("api", __name__, url_prefix="/v2/bot")
    hook = {"endpoint": "", "active": True}

    @api.before_request
    def let_in() -> Response | None:
        if request.headers.get("Authorization") == f"Bearer {token}":
            return None
        return _answer(Verdict(401, {"message": "Authentication failed."}))

    @api.post("/message/<method>")
    def send(method: str) -> Response:
        if method not in ("reply", "push", "multicast"):
            return _answer(Verdict(404, {"message": "Not found"}))
        time.sleep(faults.delay_ms / 1000)
        body = request.get_json(silent=True)
        key = request.headers.get("X-Line-Retry-Key")

        def act() -> Verdict:
            if not isinstance(body, dict):
                return refused("The request body could not be parsed as JSON")
            if method == "reply":
                return platform.reply(body, key)
            return platform.push(method, body, key)

        return _with_fault(faults.take(), act)

    @api.post("/message/validate/<method>")
    def validate(method: str) -> Response:
        return _answer(platform.checked(request.get_json(silent=True) or {}) or Verdict(200, {}))

    @api.get("/message/quota")
    def quota() -> Response:
        return jsonify({"type": "limited", "value": MONTHLY_ALLOWANCE})

    @api.get("/message/quota/consumption")
    def consumption() -> Response:
        return jsonify({"totalUsage": platform.used})

    @api.get("/profile/<user_id>")
    def profile(user_id: str) -> Response:
        person = platform.person_of(user_id)
        if person is None or person.blocked:
            return _answer(Verdict(404, {"message": "Not found"}))
        return jsonify({"userId": user_id, "displayName": person.name, "language": "th"})

    @api.get("/info")
    def info() -> Response:
        names = {"basicId": basic_id, "displayName": "ITA simulator"}
        return jsonify({"userId": "U" + "0" * 32, **names, "chatMode": "bot"})

    @api.put("/channel/webhook/endpoint")
    def set_hook() -> Response:
        hook["endpoint"] = str((request.get_json(silent=True) or {}).get("endpoint"))
        return jsonify({})

    @api.get("/channel/webhook/endpoint")
    def get_hook() -> Response:
        return jsonify(hook)

    @api.post("/chat/loading/start")
    def loading() -> Response:
        return _answer(Verdict(202, {}))

    return api


def _with_fault(mode: str, act: Any) -> Response:
    """Carries the call out, or fails it, or both, as the switch says."""
    refusals = {
        "500": Verdict(500, {"message": "Internal server error"}),
        "rate-limited": Verdict(429, {"message": RATE}),
        "allowance-used-up": Verdict(429, {"message": MONTH}),
    }
    if mode in refusals:
        return _answer(refusals[mode])
    if mode == "timeout":
        time.sleep(SILENCE_S)
    if mode in ("reset", "timeout"):
        return _hang_up()
    verdict = act()
    if mode == "500-after-accepting":
        return _answer(refusals["500"])
    if mode == "reset-after-accepting":
        return _hang_up()
    if mode == "odd-200" and verdict.status == 200:
        return Response("<html>", status=200, mimetype="text/html")
    return _answer(verdict)


def _hang_up() -> Response:
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


def _answer(verdict: Verdict) -> Response:
    response = jsonify(verdict.body)
    response.status_code = verdict.status
    response.headers["x-line-request-id"] = str(uuid.uuid4())
    response.headers.update(verdict.headers)
    return response
