"""Nothing people of one office do, by any door, changes a row of another."""

from pathlib import Path

from tests.offices import acts
from tests.offices.rows import rows_of
from tests.offices.watch import only
from tests.offices.world import Hall

NOT_DONE = ("line setup", "privacy erase", "roster refuse")
"""LINE is not there; whoever was to be erased is, and the file was taken in, a command before."""


def test_by_no_form_of_the_desk(halls: tuple[Hall, Hall]) -> None:
    mine, other = halls
    theirs, own = rows_of(other.stage, other.id), rows_of(mine.stage, mine.id)
    with only(mine.stage, mine.id) as net:
        answers = list(acts.forms(mine, other))
    net.assert_clean()
    assert rows_of(other.stage, other.id) == theirs
    assert sum(status == 303 for _, status in answers) > 10
    assert len(_changed(own, rows_of(mine.stage, mine.id))) > 5


def test_by_nothing_said_in_chat_and_no_page(halls: tuple[Hall, Hall]) -> None:
    mine, other = halls
    theirs, own = rows_of(other.stage, other.id), rows_of(mine.stage, mine.id)
    with only(mine.stage, mine.id) as net:
        acts.pages(mine)
        acts.said(mine)
    net.assert_clean()
    assert rows_of(other.stage, other.id) == theirs
    assert len(_changed(own, rows_of(mine.stage, mine.id))) > 10


def test_by_no_command(halls: tuple[Hall, Hall], tmp_path: Path) -> None:
    mine, other = halls
    theirs, own = rows_of(other.stage, other.id), rows_of(mine.stage, mine.id)
    with only(mine.stage, mine.id) as net:
        codes = dict(acts.commands(mine, other, tmp_path))
    net.assert_clean()
    assert rows_of(other.stage, other.id) == theirs
    failed = {name for name, code in codes.items() if code and name.endswith(mine.slug)}
    assert failed == {f"flask {name} {mine.slug}" for name in NOT_DONE}
    assert len(_changed(own, rows_of(mine.stage, mine.id))) > 10


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if before[name] != after[name]]
