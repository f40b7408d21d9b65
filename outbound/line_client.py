"""LINE's client: one call, one outcome. Alone imports `linebot.v3.messaging`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import urllib3
from linebot.v3.messaging import ApiClient, ApiException, Configuration

TIMEOUT_S = (3.0, 10.0)
"""Connecting, then waiting for an answer; the SDK itself would wait for ever."""

MONTHLY_LIMIT = "monthly limit"


class Outcome(StrEnum):
    """What became of one call, in the words of line-platform.md §2 and §8."""

    ACCEPTED = "accepted"
    ACCEPTED_BEFORE = "accepted before"
    TOKEN_DEAD = "reply token dead"  # noqa: S105 (no password)
    RATE_LIMITED = "rate limited"
    ALLOWANCE_USED_UP = "monthly allowance used up"
    NOT_LET_IN = "channel token refused"
    REFUSED = "refused"
    SERVER_ERROR = "LINE's server failed"
    NOT_SENT = "LINE not reached"
    UNKNOWN = "no answer"


@dataclass(frozen=True)
class Answer:
    """An outcome, with LINE's request id and message for the log."""

    outcome: Outcome
    request_id: str | None = None
    detail: str = ""


class LineClient:
    """One account at LINE; safe for threads, made after forking.

    Clients of several accounts may share the connections of the first.
    """

    def __init__(
        self,
        *,
        base_url: str,
        access_token: str,
        connections: int = 32,
        sharing: "LineClient | None" = None,
    ) -> None:
        configuration = Configuration(host=base_url, access_token=access_token)
        configuration.retries = False  # urllib3 would repeat a call whose outcome is unknown
        configuration.connection_pool_maxsize = connections
        self._api = ApiClient(configuration)
        if sharing is not None:
            self._api.rest_client = sharing._api.rest_client
        # pictures have a host of their own; a stand-in has one for all
        self._pictures_at = base_url.replace("://api.line.me", "://api-data.line.me")

    def reply(self, token: str, messages: list[dict[str, Any]]) -> Answer:
        """Answers an event; carries no retry key: LINE refuses one on replies."""
        return self._call("reply", {"replyToken": token, "messages": messages}, None)

    def push(self, to: str, messages: list[dict[str, Any]], *, retry_key: str) -> Answer:
        """Writes to one person, at the cost of one message of the allowance."""
        return self._call("push", {"to": to, "messages": messages}, retry_key)

    def multicast(self, to: list[str], messages: list[dict[str, Any]], *, retry_key: str) -> Answer:
        """Writes the same to at most 500 friends of the account, each a message of allowance."""
        return self._call("multicast", {"to": to, "messages": messages}, retry_key)

    def get(self, path: str) -> dict[str, Any] | None:
        """What LINE says at that path; None when it cannot be asked or refuses."""
        try:
            data = self._api.call_api(
                path,
                "GET",
                header_params={"Accept": "application/json"},
                response_types_map={"200": "object"},
                auth_settings=["Bearer"],
                _return_http_data_only=True,
                _request_timeout=TIMEOUT_S,
            )
        except (ApiException, urllib3.exceptions.HTTPError, ValueError):
            return None
        return data if isinstance(data, dict) else None

    def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """LINE's status and answer to anything that is no message; status 0 when none came."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        try:
            answer = self._api.call_api(
                path,
                method,
                header_params=headers,
                body=body,
                response_types_map={"200": "object"},
                auth_settings=["Bearer"],
                _return_http_data_only=False,
                _request_timeout=TIMEOUT_S,
            )
        except ApiException as error:
            return int(error.status or 0), {"message": str(error.body or "")[:200]}
        except (urllib3.exceptions.HTTPError, ValueError):
            return 0, {}
        data = answer.data
        return int(answer.status_code), data if isinstance(data, dict) else {}

    def upload(self, path: str, png: bytes) -> bool:
        """Puts a picture where LINE keeps them; whether it was taken."""
        return self._pictures("POST", path, png)

    def has_content(self, path: str) -> bool:
        """Whether a picture is there."""
        return self._pictures("GET", path, None)

    def _pictures(self, method: str, path: str, body: bytes | None) -> bool:
        try:
            self._api.call_api(
                path,
                method,
                header_params={"Content-Type": "image/png"},
                body=body,
                response_types_map={},
                auth_settings=["Bearer"],
                _return_http_data_only=False,
                _request_timeout=TIMEOUT_S,
                _host=self._pictures_at,
            )
        except UnicodeDecodeError:  # the SDK takes every answer for text; this one is a picture
            return True
        except (ApiException, urllib3.exceptions.HTTPError):
            return False
        return True

    def _call(self, method: str, body: dict[str, Any], retry_key: str | None) -> Answer:
        # call_api sends the stored words as they are; the typed models would parse them again
        # and silently drop what they do not know.
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if retry_key is not None:
            headers["X-Line-Retry-Key"] = retry_key
        try:
            data = self._api.call_api(
                f"/v2/bot/message/{method}",
                "POST",
                header_params=headers,
                body=body,
                response_types_map={},  # a 2xx was accepted whatever its body says: not parsed
                auth_settings=["Bearer"],
                _return_http_data_only=False,
                _request_timeout=TIMEOUT_S,
            )
        except ApiException as error:
            return _refusal(error)
        except urllib3.exceptions.HTTPError as error:
            return Answer(_network_outcome(error), detail=type(error).__name__)
        except (LookupError, UnicodeDecodeError) as error:  # a body in no encoding we can read
            failed = error.__context__
            refused = isinstance(failed, ApiException)
            return _refusal(failed) if refused else Answer(Outcome.ACCEPTED, detail="odd body")
        return Answer(Outcome.ACCEPTED, _request_id(data.headers))


def _refusal(error: ApiException) -> Answer:
    body = str(error.body or "")[:200]
    return Answer(
        _status_outcome(int(error.status or 0), body), _request_id(error.headers), f"{error.status}"
    )


def _status_outcome(status: int, body: str) -> Outcome:
    if status == 400 and "invalid reply token" in body.lower():
        return Outcome.TOKEN_DEAD
    if status == 429:
        used_up = MONTHLY_LIMIT in body.lower()
        return Outcome.ALLOWANCE_USED_UP if used_up else Outcome.RATE_LIMITED
    by_status = {
        401: Outcome.NOT_LET_IN,
        403: Outcome.NOT_LET_IN,
        409: Outcome.ACCEPTED_BEFORE,
    }
    if status in by_status:
        return by_status[status]
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.REFUSED


def _network_outcome(error: urllib3.exceptions.HTTPError) -> Outcome:
    cause = getattr(error, "reason", None) or error
    before_sending = (
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
        urllib3.exceptions.NameResolutionError,
    )
    return Outcome.NOT_SENT if isinstance(cause, before_sending) else Outcome.UNKNOWN


def _request_id(headers: Any) -> str | None:
    return (headers or {}).get("x-line-request-id")
