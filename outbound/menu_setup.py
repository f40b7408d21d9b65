"""Rich menus on the account: made, named, given to everybody or to some, and the old removed.

A menu's name tells what it looks like, so that a second time makes nothing; LINE counts making
and deleting, a hundred an hour (line-platform.md §2, §4).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from outbound.line_client import LineClient
from outbound.messages.menus import Menu, MenuKind
from rules.language import Language

OURS = "ita"
"""Our menus' names begin with it: others of the office's are left alone."""

EVERYBODY_S = f"{MenuKind.RESPONDENT}-{Language.THAI}"
MOST_USERS = 500

MENUS = "/v2/bot/richmenu"
ALIASES = "/v2/bot/richmenu/alias"


class NotSetUp(Exception):
    """LINE refused a step; the sentence says which, and what it answered."""


@dataclass(frozen=True)
class Wanted:
    """A menu as it should be: its name, which changes with its looks, and how to draw it."""

    menu: Menu
    name: str
    draw: Callable[[], bytes]


@dataclass(frozen=True)
class OnLine:
    """What the account has: ids by name, ids by alias, and everybody's."""

    by_name: Mapping[str, str]
    by_alias: Mapping[str, str]
    default: str | None

    def missing(self, wanted: Sequence[Wanted]) -> list[str]:
        """The aliases that do not show what they should."""
        return [
            each.menu.alias
            for each in wanted
            if each.name not in self.by_name
            or self.by_alias.get(each.menu.alias) != self.by_name[each.name]
        ]


def on_line(client: LineClient) -> OnLine | None:
    """Asks LINE; None when it does not answer."""
    listed, aliases = client.get(f"{MENUS}/list"), client.get(f"{ALIASES}/list")
    if listed is None or aliases is None:
        return None
    default = client.get("/v2/bot/user/all/richmenu") or {}
    return OnLine(
        {each["name"]: each["richMenuId"] for each in listed.get("richmenus", [])},
        {each["richMenuAliasId"]: each["richMenuId"] for each in aliases.get("aliases", [])},
        default.get("richMenuId"),
    )


def make_menus(client: LineClient, wanted: Sequence[Wanted], have: OnLine) -> Iterator[str]:
    """Makes what is missing, names it, and shows the respondents' menu to everybody.

    Tells each thing done; raises NotSetUp at the first that LINE refuses.
    """
    for each in wanted:
        menu_id = have.by_name.get(each.name)
        if menu_id is not None and not client.has_content(f"{MENUS}/{menu_id}/content"):
            _do(client, "DELETE", f"{MENUS}/{menu_id}")  # left over from a start broken off
            menu_id = None
        if menu_id is None:
            made = _do(client, "POST", MENUS, each.menu.definition(each.name))
            menu_id = str(made["richMenuId"])
            if not client.upload(f"{MENUS}/{menu_id}/content", each.draw()):
                _do(client, "DELETE", f"{MENUS}/{menu_id}")
                raise NotSetUp(f"{each.menu.alias}: LINE did not take the picture")
            yield f"{each.menu.alias}: สร้างแล้ว · made"
        alias = each.menu.alias
        if alias not in have.by_alias:
            _do(client, "POST", ALIASES, {"richMenuAliasId": alias, "richMenuId": menu_id})
            yield f"{alias}: ตั้งชื่อแล้ว · named"
        elif have.by_alias[alias] != menu_id:
            _do(client, "POST", f"{ALIASES}/{alias}", {"richMenuId": menu_id})
            yield f"{alias}: เปลี่ยนแล้ว · changed"
        if alias == EVERYBODY_S and have.default != menu_id:
            _do(client, "POST", f"/v2/bot/user/all/richmenu/{menu_id}")
            yield "เมนูของทุกคน · everybody's menu"


def remove_old(client: LineClient, wanted: Sequence[Wanted], have: OnLine) -> Iterator[str]:
    """Deletes menus of ours that nothing shows any more."""
    names = {each.name for each in wanted}
    for name, menu_id in have.by_name.items():
        if name.startswith(f"{OURS} ") and name not in names:
            _do(client, "DELETE", f"{MENUS}/{menu_id}")
            yield f"{name}: ลบแล้ว · removed"


def give(client: LineClient, menu_id: str | None, user_ids: Sequence[str]) -> bool:
    """Shows people that menu, or everybody's again (None); False when LINE refuses."""
    for start in range(0, len(user_ids), MOST_USERS):
        some = list(user_ids[start : start + MOST_USERS])
        body = {"userIds": some} | ({"richMenuId": menu_id} if menu_id else {})
        status, _ = client.ask("POST", f"{MENUS}/bulk/{'link' if menu_id else 'unlink'}", body)
        if status >= 300 or status == 0:
            return False
    return True


def _do(
    client: LineClient, method: str, path: str, body: Mapping[str, object] | None = None
) -> Mapping[str, object]:
    status, answer = client.ask(method, path, dict(body) if body is not None else None)
    if not 200 <= status < 300:
        raise NotSetUp(f"{method} {path}: {status or 'no answer'} {answer.get('message', '')}")
    return answer
