"""Rich menus: what is drawn is what can be tapped, and what a tile types is understood."""

import io

import pytest
from PIL import Image

from outbound.messages.menus import COLUMNS, HEIGHT, ROWS, WIDTH, Menu, bounds, menus
from paper.menu import picture
from rules.line_lengths import graphemes
from tests.line_openapi import check, needs_spec
from tests.outbound.messages.test_coordinator_wording import is_understood

ALL = [pytest.param(menu, id=menu.alias) for menu in menus()]
LARGEST = 1024 * 1024


def test_there_is_one_for_each_kind_and_language() -> None:
    kinds = ("respondent", "staff", "coordinator", "owner")
    assert {menu.alias for menu in menus()} == {f"{k}-{x}" for k in kinds for x in ("th", "en")}


def test_the_tiles_cover_the_picture_without_gap_or_overlap() -> None:
    seen = Image.new("L", (WIDTH, HEIGHT), 0)
    for place in range(COLUMNS * ROWS):
        box = bounds(place)
        corner = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
        assert seen.crop(corner).getextrema() == (0, 0)
        seen.paste(1, corner)
    assert seen.getextrema() == (1, 1)


@pytest.mark.parametrize("menu", ALL)
def test_every_tile_types_words_that_are_understood(menu: Menu) -> None:
    assert [tile.says for tile in menu.tiles if not is_understood(tile.says)] == []
    assert len({tile.says for tile in menu.tiles}) == len(menu.tiles)


@needs_spec
@pytest.mark.parametrize("menu", ALL)
def test_line_takes_the_definition(menu: Menu) -> None:
    assert check(menu.definition("ita x"), "RichMenuRequest") == []
    assert graphemes(menu.bar) <= 14


@pytest.mark.parametrize("menu", ALL)
def test_the_picture_has_its_size_and_weight_and_something_in_every_tile(menu: Menu) -> None:
    tiles = [(tile.sign, tile.label) for tile in menu.tiles]
    made = picture(tiles, width=WIDTH, height=HEIGHT, columns=COLUMNS, rows=ROWS)
    assert len(made) < LARGEST
    image = Image.open(io.BytesIO(made)).convert("L")
    assert image.size == (WIDTH, HEIGHT)
    for place in range(len(tiles)):
        box = bounds(place)
        left, top, width = box["x"], box["y"], box["width"]
        edge = image.crop((left + 30, top + 30, left + 60, top + box["height"] - 30))
        assert edge.getextrema()[0] > 200  # no word runs over the side
        assert image.crop((left, top, left + width, top + 500)).getextrema()[0] < 120
        assert image.crop((left, top + 500, left + width, top + 800)).getextrema()[0] < 120
