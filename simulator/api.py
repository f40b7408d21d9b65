"""The Messaging API's addresses, with LINE's checks, on its good days and its bad ones."""

import socket
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from simulator.faults import Faults
from simulator.platform import MONTHLY_ALLOWANCE, Platform, Verdict, refused
from simulator.webhooks import BOT, Webhooks

RATE = "The API rate limit has been exceeded. Try again later."
MONTH = "You have reached your monthly limit."
UNKNOWN_TOKEN = (
    "Authentication failed. Confirm that the access token in the authorization header is valid."  # noqa: S105 (words)
)
METHODS = ("reply", "push", "multicast")
LARGEST_BODY = 2 * 1024 * 1024
LONGEST_ENDPOINT = 500
SILENCE_S = 15
NOT_FOUND = Verdict(404, {"message": "Not found"})


def blueprint(  # noqa: C901 (one inner function an address)
    platform: Platform, webhooks: Webhooks, faults: Faults, *, token: str, basic_id: str
) -> Blueprint:
    """The stand-in's API for one channel."""
    api = Blueprint("api", __name__, url_prefix="/v2/bot")

    @api.before_request
    def let_in() -> Response | None:
        if request.headers.get("Authorization") != f"Bearer {token}":
            return answer(Verdict(401, {"message": UNKNOWN_TOKEN}))
        if (request.content_length or 0) > LARGEST_BODY:
            return answer(Verdict(413, {"message": "Request entity too large"}))
        return None

    @api.post("/message/<method>")
    def send(method: str) -> Response:
        if method not in METHODS:
            return answer(NOT_FOUND)
        time.sleep(faults.delay_ms / 1000)
        body = _body()
        key = request.headers.get("X-Line-Retry-Key")

        def act() -> Verdict:
            if body is None:
                return refused("The request body could not be parsed as JSON")
            if method == "reply":
                return platform.reply(body, key)
            return platform.push(method, body, key)

        return _with_fault(faults.take(method), act)

    @api.post("/message/validate/<method>")
    def validate(method: str) -> Response:
        if method not in METHODS:
            return answer(NOT_FOUND)
        return answer(platform.checked(_body() or {}) or Verdict(200, {}))

    @api.get("/message/quota")
    def quota() -> Response:
        return answer(Verdict(200, {"type": "limited", "value": MONTHLY_ALLOWANCE}))

    @api.get("/message/quota/consumption")
    def consumption() -> Response:
        used_up = faults.mode == "allowance-used-up"
        used = MONTHLY_ALLOWANCE if used_up else platform.used
        return answer(Verdict(200, {"totalUsage": used}))

    @api.get("/profile/<user_id>")
    def profile(user_id: str) -> Response:
        person = platform.person_of(user_id)
        if person is None or person.blocked:
            return answer(NOT_FOUND)
        facts = {"userId": user_id, "displayName": person.name, "language": "th"}
        return answer(Verdict(200, facts))

    @api.get("/info")
    def info() -> Response:
        names = {"userId": BOT, "basicId": basic_id, "displayName": "ITA simulator"}
        return answer(Verdict(200, {**names, "chatMode": "bot", "markAsReadMode": "auto"}))

    @api.put("/channel/webhook/endpoint")
    def set_hook() -> Response:
        address = (_body() or {}).get("endpoint")
        if not _is_endpoint(address):
            return answer(refused("Invalid webhook endpoint URL"))
        webhooks.address = str(address)
        return answer(Verdict(200, {}))

    @api.get("/channel/webhook/endpoint")
    def get_hook() -> Response:
        return answer(Verdict(200, {"endpoint": webhooks.address, "active": True}))

    @api.post("/channel/webhook/test")
    def test_hook() -> Response:
        address = (_body() or {}).get("endpoint", webhooks.address)
        if not _is_endpoint(address):
            return answer(refused("Invalid webhook endpoint URL"))
        status = webhooks.deliver([], to=str(address))
        reason = {200: "OK", 0: "REQUEST_TIMEOUT"}.get(status, "ERROR_STATUS_CODE")
        facts: dict[str, Any] = {"success": status == 200, "statusCode": status}
        at = platform.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return answer(Verdict(200, {**facts, "timestamp": at, "reason": reason, "detail": reason}))

    @api.post("/chat/loading/start")
    def loading() -> Response:
        body = _body() or {}
        seconds = body.get("loadingSeconds", 20)
        if platform.person_of(str(body.get("chatId"))) is None:
            return answer(refused("The property, 'chatId', in the request body is invalid"))
        if type(seconds) is not int or seconds % 5 or not 5 <= seconds <= 60:
            return answer(refused("loadingSeconds must be a multiple of 5 between 5 and 60"))
        return answer(Verdict(202, {}))

    return api


def _body() -> dict[str, Any] | None:
    body = request.get_json(silent=True, force=True)
    return body if isinstance(body, dict) else None


def _is_endpoint(address: object) -> bool:
    """LINE takes https only; on this machine itself http is as safe."""
    if not isinstance(address, str) or len(address) > LONGEST_ENDPOINT:
        return False
    parts = urlsplit(address)
    here = parts.hostname in ("127.0.0.1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def _with_fault(mode: str, act: Callable[[], Verdict]) -> Response:
    """Carries the call out, or fails it, or both, as the switch says."""
    refusals = {
        "500": Verdict(500, {"message": "Internal server error"}),
        "rate-limited": Verdict(429, {"message": RATE}),
        "allowance-used-up": Verdict(429, {"message": MONTH}),
    }
    if mode in refusals:
        return answer(refusals[mode])
    if mode == "timeout":
        time.sleep(SILENCE_S)
    if mode in ("reset", "timeout"):
        return _hang_up()
    verdict = act()
    if mode == "500-after-accepting":
        return answer(refusals["500"])
    if mode == "reset-after-accepting":
        return _hang_up()
    if mode == "odd-200" and verdict.status == 200:
        return Response("<html>", status=200, mimetype="text/html")
    return answer(verdict)


def _hang_up() -> Response:
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


def answer(verdict: Verdict) -> Response:
    response = jsonify(verdict.body)
    response.status_code = verdict.status
    response.headers["x-line-request-id"] = str(uuid.uuid4())
    response.headers.update(verdict.headers)
    return response
