"""Nothing of one office is seen from another: all its people can get, with and without it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import OF_ALL
from models.chat_link import Opens
from tests.bot.test_desk import PUBLIC
from tests.offices import asks
from tests.offices.acts import WRITES
from tests.offices.conftest import Worlds
from tests.offices.watch import only
from tests.offices.world import MARK, Hall


def test_every_route_is_asked_or_says_why_not(world: Worlds) -> None:
    endpoints = {rule.endpoint for rule in world.a.stage.app.url_map.iter_rules()}
    signed_in = {each for each in endpoints if each.startswith("desk.")} - PUBLIC
    by_post = {"line_webhook.receive", "office_paper.file", "respondent.answered", "desk.enter"}
    assert endpoints == signed_in | by_post | set(asks.OPEN_TO_ALL) | set(asks.OF_ALL_OFFICES)


def test_every_command_is_given_or_is_of_all_offices() -> None:
    of_all = {name for name in asks.leaves() if name in OF_ALL or name.split()[0] in OF_ALL}
    given = set(asks.READS) | set(WRITES)
    assert set(asks.leaves()) == given | of_all
    assert not given & of_all


def test_every_kind_of_link_offers_its_files_or_is_the_desk_s() -> None:
    assert set(asks.PAPERS) == set(Opens) - {Opens.DESK}


def test_what_people_of_an_office_get_is_the_same_when_another_comes(
    world: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks.plainly(monkeypatch)
    alone = asks.everything(world.a.elsewhere(world.copy("alone")), tmp_path)
    beside = _told_to(*world.both(), tmp_path)
    assert alone.keys() == beside.keys()
    different = "\n".join(_differences(alone, beside))
    assert not different, different
    assert sum(MARK["bangsue"] in words for words in alone.values()) > 50  # it was all there


def test_nor_does_the_one_that_came_get_anything_of_the_first(
    world: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks.plainly(monkeypatch)
    first, second = world.both()
    said = _told_to(second, first, tmp_path)
    assert sum(MARK["bangphlat"] in words for words in said.values()) > 100


def _told_to(mine: Hall, other: Hall, folder: Path) -> asks.Said:
    """All the office gets; no row of the other is loaded for it, no word of the other is in it."""
    with only(mine.stage, mine.id) as net:
        said = asks.everything(mine, folder)
    net.assert_clean()
    theirs = (MARK[other.slug], other.slug, *(other.codes[n] for n in ("counter", "card")))
    assert [
        (asked, word) for asked, words in said.items() for word in theirs if word in words
    ] == []
    return said


def _differences(one: asks.Said, other: asks.Said) -> Iterator[str]:
    for asked, words in one.items():
        if words != other[asked]:
            at = next(i for i, (x, y) in enumerate(zip(words, other[asked])) if x != y)  # noqa: B905
            there = slice(max(at - 60, 0), at + 60)
            yield f"{asked}: {words[there]!r} was, {other[asked][there]!r} is"
