"""Rich menus: six tiles for each kind of person, in Thai and in English.

What is drawn and what can be tapped come from the same grid. Every tile types words that one may
type as well: LINE on a computer shows no rich menu (line-platform.md §4).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from outbound.messages.wording import Wording
from rules.language import Language

WIDTH, HEIGHT, COLUMNS, ROWS = 2500, 1686, 3, 2


class MenuKind(StrEnum):
    """Whose menu."""

    RESPONDENT = "respondent"
    STAFF = "staff"
    COORDINATOR = "coordinator"
    OWNER = "owner"


TILES = {
    MenuKind.RESPONDENT: ("survey", "answered", "remind", "privacy", "language", "help"),
    MenuKind.STAFF: ("survey", "answered", "sign", "privacy", "language", "help"),
    MenuKind.COORDINATOR: ("status", "gaps", "qr", "invite", "sheet", "help"),
    MenuKind.OWNER: ("status", "gaps", "round", "official", "unsigned", "help"),
}


@dataclass(frozen=True)
class Tile:
    """What one sixth of the menu shows and types; `sign` names its little drawing."""

    sign: str
    label: str
    says: str


@dataclass(frozen=True)
class Menu:
    """One kind's menu in one language."""

    kind: MenuKind
    language: Language
    bar: str
    tiles: tuple[Tile, ...]

    @property
    def alias(self) -> str:
        """Its name on this account, whatever its picture: "owner-th"."""
        return f"{self.kind}-{self.language}"

    def definition(self, name: str) -> dict[str, Any]:
        """What LINE is told of it; `name` is for us."""
        return {
            "size": {"width": WIDTH, "height": HEIGHT},
            "selected": True,
            "name": name,
            "chatBarText": self.bar,
            "areas": [
                {"bounds": bounds(place), "action": {"type": "message", "text": tile.says}}
                for place, tile in enumerate(self.tiles)
            ],
        }


def menus() -> list[Menu]:
    """All of them; the campaign's own wording does not reach them, for they outlive it."""
    return [
        Menu(
            kind,
            language,
            w("tile.bar"),
            tuple(Tile(key, w(f"tile.{key}"), w(f"tile_says.{key}")) for key in keys),
        )
        for kind, keys in TILES.items()
        for language in Language
        for w in [Wording(language)]
    ]


def bounds(place: int) -> dict[str, int]:
    """The rectangle of a tile in pixels; together they cover the picture without a gap."""
    row, column = divmod(place, COLUMNS)
    left, right = (round(n * WIDTH / COLUMNS) for n in (column, column + 1))
    top, bottom = (round(n * HEIGHT / ROWS) for n in (row, row + 1))
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
