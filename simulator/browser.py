"""The phone's little browser: the product's pages, one cookie jar a person, nothing from outside.

Each person is another phone, so their cookies are kept apart here and never reach the real browser.
"""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

PATIENCE_S = 10
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0 Mobile Safari/537.36"
)
LINE_CHAT = re.compile(r"https://line\.me/R/oaMessage/[^/]+/\?(?P<words>.*)")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Browser:
    """Fetches /q/… for a person and keeps the links inside the phone."""

    def __init__(self, web: Callable[[], str]) -> None:
        self._web = web
        self._jars: dict[str, SimpleCookie] = {}
        self._opener = urllib.request.build_opener(_NoRedirect)

    def open(self, person: str, rest: str) -> AnyResponse:
        """The page at /q/<rest> as that person's phone sees it."""
        try:
            status, headers, body = self._fetch(person, rest)
        except OSError:
            return Response(render_template("away.html"), status=502)
        self._jars.setdefault(person, SimpleCookie()).load(
            "; ".join(headers.get_all("Set-Cookie") or [])
        )
        prefix = f"/simulator/phone/{person}"
        if 300 <= status < 400:
            return self._go(str(headers.get("Location")), prefix)
        kind = headers.get("Content-Type", "text/html")
        if kind.startswith("text/html"):
            body = body.replace(b'="/q/', f'="{prefix}/q/'.encode())
        return Response(body, status=status, content_type=kind)

    def _fetch(self, person: str, rest: str) -> tuple[int, Any, bytes]:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        jar = self._jars.get(person, SimpleCookie())
        asked = urllib.request.Request(  # noqa: S310 (the product's own http address)
            f"{self._web()}/q/{rest}{query}",
            data=request.get_data() if request.method == "POST" else None,
            method=request.method,
            headers={
                "User-Agent": PHONE,
                "Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in jar.items()),
                "Sec-Fetch-Site": "same-origin",
            },
        )
        try:
            with self._opener.open(asked, timeout=PATIENCE_S) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def _go(self, where: str, prefix: str) -> AnyResponse:
        """Our own pages stay in the phone; LINE opens the chat; the rest is named, never loaded."""
        chat = LINE_CHAT.fullmatch(where)
        if chat is not None:
            words = unquote(chat["words"])
            return Response(render_template("leave.html", kind="oa", text=words, url=""))
        if where.startswith("/q/") or where.startswith(f"{self._web()}/q/"):
            parts = urlsplit(where)
            query = f"?{parts.query}" if parts.query else ""
            return redirect(f"{prefix}{parts.path}{query}", 303)
        return Response(render_template("leave.html", kind="external", text="", url=where))
