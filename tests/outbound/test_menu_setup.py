"""Setting up rich menus over HTTP, against the stand-in's checks: once, again, changed, broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from outbound.line_client import LineClient
from outbound.menu_setup import (
    NotSetUp,
    Wanted,
    give,
    make_menus,
    on_line,
    remove_old,
)
from outbound.messages.menus import COLUMNS, HEIGHT, ROWS, WIDTH, Menu, menus
from paper.menu import picture
from simulator.server import Running, start

TWO = [menu for menu in menus() if menu.alias in ("respondent-th", "owner-th")]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Running]:
    running = start(
        webhook="http://127.0.0.1:9", world=tmp_path / "world.json", clock=tmp_path / "clock"
    )
    yield running
    running.stop()


@pytest.fixture
def client(line: Running) -> LineClient:
    return LineClient(base_url=line.url, access_token="simulator-token")


def draw(menu: Menu) -> bytes:
    tiles = [(tile.sign, tile.label) for tile in menu.tiles]
    return picture(tiles, width=WIDTH, height=HEIGHT, columns=COLUMNS, rows=ROWS)


def wanted(looks: str = "1") -> list[Wanted]:
    return [Wanted(m, f"ita {m.alias} {looks}", lambda m=m: draw(m)) for m in TWO]  # type: ignore[misc]  # the loop's menu


def set_up(client: LineClient, some: list[Wanted]) -> list[str]:
    have = on_line(client)
    assert have is not None
    return [*make_menus(client, some, have), *remove_old(client, some, have)]


def test_a_first_time_makes_all_and_a_second_nothing(client: LineClient, line: Running) -> None:
    assert len(set_up(client, wanted())) == 5
    assert set_up(client, wanted()) == []
    assert set(line.menus.aliases) == {"respondent-th", "owner-th"}
    assert line.menus.default == line.menus.aliases["respondent-th"]
    assert len(line.menus.pictures) == 2


def test_changed_looks_replace_ours_and_leave_the_office_s_own(
    client: LineClient, line: Running
) -> None:
    theirs = {**TWO[0].definition("the office's own")}
    line.menus.make(theirs)
    set_up(client, wanted("1"))
    before = dict(line.menus.aliases)
    set_up(client, wanted("2"))
    names = {each["name"] for each in line.menus.definitions.values()}
    assert names == {"the office's own", "ita respondent-th 2", "ita owner-th 2"}
    assert all(line.menus.aliases[alias] != before[alias] for alias in before)
    assert line.menus.default == line.menus.aliases["respondent-th"]


def test_a_start_broken_off_between_menu_and_picture_is_made_good(
    client: LineClient, line: Running
) -> None:
    line.menus.make(TWO[0].definition(wanted()[0].name))
    set_up(client, wanted())
    assert len(line.menus.definitions) == len(line.menus.pictures) == 2
    assert set_up(client, wanted()) == []


def test_a_picture_line_refuses_leaves_nothing_behind(client: LineClient, line: Running) -> None:
    bad = [Wanted(TWO[0], "ita bad", lambda: b"no picture")]
    have = on_line(client)
    assert have is not None
    with pytest.raises(NotSetUp, match="picture"):
        list(make_menus(client, bad, have))
    assert line.menus.definitions == {}


def test_people_are_given_theirs_in_bulk_and_everybody_s_again(
    client: LineClient, line: Running
) -> None:
    set_up(client, wanted())
    people = [f"U{n:032x}" for n in range(1100)]
    assert give(client, line.menus.aliases["owner-th"], people)
    shown = line.menus.shown_to(people[-1])
    assert shown is not None
    assert shown["name"] == "ita owner-th 1"
    assert give(client, None, people[:1])
    shown = line.menus.shown_to(people[0])
    assert shown is not None
    assert shown["name"] == "ita respondent-th 1"
    assert not give(client, "richmenu-unknown", people[:1])


def test_line_away_is_no_answer(line: Running) -> None:
    away = LineClient(base_url="http://127.0.0.1:9", access_token="x")
    assert on_line(away) is None
    with pytest.raises(NotSetUp, match="no answer"):
        list(
            make_menus(
                away,
                wanted(),
                on_line(LineClient(base_url=line.url, access_token="simulator-token"))
                or pytest.fail("the stand-in answers"),
            )
        )
