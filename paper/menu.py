"""A rich menu's picture: tiles in a grid, in the typeface of our papers."""

from collections.abc import Sequence

from paper import typesetting


def picture(
    tiles: Sequence[tuple[str, str]], *, width: int, height: int, columns: int, rows: int
) -> bytes:
    """A PNG of that many pixels; each tile is a sign's name and its words, row by row."""
    facts = {
        "width": width,
        "height": height,
        "columns": columns,
        "rows": rows,
        "tiles": [{"sign": sign, "label": label} for sign, label in tiles],
    }
    return typesetting.pages("paper/menu", facts, ppi=72)[0]
