"""Rich menus as LINE keeps them: pictures, aliases, everybody's, and each person's own."""

import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request

from rules.line_lengths import graphemes
from simulator.platform import Platform, Verdict, refused

LARGEST_PICTURE = 1024 * 1024
MOST_AREAS = 20
MOST_USERS = 500
PNG = b"\x89PNG\r\n\x1a\n"
NOT_FOUND = Verdict(404, {"message": "Not found"})


@dataclass
class Menus:
    """The account's menus; a person without one of their own sees everybody's."""

    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    default: str | None = None
    of_user: dict[str, str] = field(default_factory=dict)

    def shown_to(self, user_id: str) -> dict[str, Any] | None:
        """The menu under somebody's chat, with its id."""
        menu_id = self.of_user.get(user_id)
        menu_id = menu_id if menu_id in self.definitions else self.default
        if menu_id is None or menu_id not in self.definitions:
            return None
        return {"id": menu_id, **self.definitions[menu_id]}

    def make(self, body: dict[str, Any]) -> Verdict:
        wrong = _wrong(body)
        if wrong:
            return refused(wrong)
        menu_id = f"richmenu-{secrets.token_hex(16)}"
        self.definitions[menu_id] = body
        return Verdict(200, {"richMenuId": menu_id})

    def put_picture(self, menu_id: str, content: bytes) -> Verdict:
        if menu_id not in self.definitions:
            return NOT_FOUND
        if menu_id in self.pictures:
            return refused("An image has already been uploaded to the richmenu")
        size = self.definitions[menu_id]["size"]
        if len(content) > LARGEST_PICTURE or not content.startswith(PNG):
            return refused("Invalid image")
        if struct.unpack(">II", content[16:24]) != (size["width"], size["height"]):
            return refused("The image's size differs from the richmenu's")
        self.pictures[menu_id] = content
        return Verdict(200, {})

    def delete(self, menu_id: str) -> Verdict:
        if self.definitions.pop(menu_id, None) is None:
            return NOT_FOUND
        self.pictures.pop(menu_id, None)
        self.aliases = {name: to for name, to in self.aliases.items() if to != menu_id}
        self.of_user = {user: to for user, to in self.of_user.items() if to != menu_id}
        self.default = None if self.default == menu_id else self.default
        return Verdict(200, {})

    def name(self, alias: str, menu_id: str, *, is_new: bool) -> Verdict:
        if menu_id not in self.pictures or (alias in self.aliases) == is_new:
            return refused("conflict richmenu alias id" if is_new else "richmenu not found")
        self.aliases[alias] = menu_id
        return Verdict(200, {})

    def show_everybody(self, menu_id: str) -> Verdict:
        if menu_id not in self.pictures:
            return refused("must upload richmenu image before applying it to user")
        self.default = menu_id
        return Verdict(200, {})

    def link(self, user_ids: list[str], menu_id: str | None) -> Verdict:
        if not 1 <= len(user_ids) <= MOST_USERS:
            return refused("The property, 'userIds', in the request body is invalid")
        if menu_id is not None and menu_id not in self.pictures:
            return refused("must upload richmenu image before applying it to user")
        for user_id in user_ids:
            self.of_user.pop(user_id, None)
            if menu_id is not None:
                self.of_user[user_id] = menu_id
        return Verdict(202, {})


def _wrong(body: dict[str, Any]) -> str | None:
    """LINE's limits of a menu (line-platform.md §4); None when they hold."""
    size, areas = body.get("size") or {}, body.get("areas") or []
    width, height = int(size.get("width", 0)), int(size.get("height", 0))
    if not 800 <= width <= 2500 or height < 250 or width / height < 1.45:
        return "The property, 'size', in the request body is invalid"
    if graphemes(str(body.get("chatBarText", ""))) not in range(1, 15):
        return "The property, 'chatBarText', in the request body is invalid"
    if not 1 <= len(str(body.get("name", ""))) <= 300 or len(areas) > MOST_AREAS:
        return "The property, 'name' or 'areas', in the request body is invalid"
    for area in areas:
        box = area["bounds"]
        if box["x"] + box["width"] > width or box["y"] + box["height"] > height:
            return "An area lies outside the richmenu"
    return None


def blueprint(  # noqa: C901 (one inner function an address)
    menus: Menus, platform: Platform, answer: Callable[[Verdict], Response], *, token: str
) -> Blueprint:
    """Their addresses, on the one host the stand-in has."""
    api = Blueprint("menus", __name__, url_prefix="/v2/bot")

    @api.before_request
    def let_in() -> Response | None:
        if request.headers.get("Authorization") != f"Bearer {token}":
            return answer(Verdict(401, {"message": "Authentication failed."}))
        return None

    def body() -> dict[str, Any]:
        given = request.get_json(silent=True, force=True)
        return given if isinstance(given, dict) else {}

    @api.post("/richmenu")
    def make() -> Response:
        return answer(menus.make(body()))

    @api.get("/richmenu/list")
    def listed() -> Response:
        rows = [{"richMenuId": key, **each} for key, each in menus.definitions.items()]
        return answer(Verdict(200, {"richmenus": rows}))

    @api.delete("/richmenu/<menu_id>")
    def delete(menu_id: str) -> Response:
        return answer(menus.delete(menu_id))

    @api.post("/richmenu/<menu_id>/content")
    def put_picture(menu_id: str) -> Response:
        return answer(menus.put_picture(menu_id, request.get_data()))

    @api.get("/richmenu/<menu_id>/content")
    def get_picture(menu_id: str) -> Response:
        picture = menus.pictures.get(menu_id)
        return Response(picture, mimetype="image/png") if picture else answer(NOT_FOUND)

    @api.get("/richmenu/alias/list")
    def aliases() -> Response:
        rows = [{"richMenuAliasId": a, "richMenuId": to} for a, to in menus.aliases.items()]
        return answer(Verdict(200, {"aliases": rows}))

    @api.post("/richmenu/alias")
    def name() -> Response:
        given = body()
        alias, menu_id = str(given.get("richMenuAliasId")), str(given.get("richMenuId"))
        return answer(menus.name(alias, menu_id, is_new=True))

    @api.post("/richmenu/alias/<alias>")
    def rename(alias: str) -> Response:
        return answer(menus.name(alias, str(body().get("richMenuId")), is_new=False))

    @api.post("/user/all/richmenu/<menu_id>")
    def show_everybody(menu_id: str) -> Response:
        return answer(menus.show_everybody(menu_id))

    @api.get("/user/all/richmenu")
    def everybodys() -> Response:
        found = Verdict(200, {"richMenuId": menus.default}) if menus.default else NOT_FOUND
        return answer(found)

    @api.post("/richmenu/bulk/link")
    def link() -> Response:
        given = body()
        return answer(menus.link(list(given.get("userIds") or []), str(given.get("richMenuId"))))

    @api.post("/richmenu/bulk/unlink")
    def unlink() -> Response:
        return answer(menus.link(list(body().get("userIds") or []), None))

    return api
