"""A file or database that will not do: one sentence in two languages, and nothing is changed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backup import sealed_file
from backup.tables import TABLES
from bot.cli import backup
from models.heartbeat import beat
from models.respondent import Respondent
from models.session import Database
from tests.backup.test_backup import run
from tests.bot.conftest import Stage
from tests.factories import make_agency, make_person


def flip(number: int) -> Callable[[bytes], bytes]:
    """Changes one bit of that byte."""
    return lambda raw: raw[:number] + bytes([raw[number] ^ 1]) + raw[number + 1 :]


def without_last_frame(raw: bytes) -> bytes:
    """As when a copy broke off exactly between two frames."""
    head, frames = heads_and_frames(raw)
    return head + b"".join(frames[:-1])


def swapped(raw: bytes) -> bytes:
    head, (first, second, *rest) = heads_and_frames(raw)
    return head + second + first + b"".join(rest)


def heads_and_frames(raw: bytes) -> tuple[bytes, list[bytes]]:
    *lines, rest = raw.split(b"\n", 3)
    head, frames = b"\n".join(lines) + b"\n", []
    while rest:
        size = 4 + int.from_bytes(rest[:4])
        frames.append(rest[:size])
        rest = rest[size:]
    assert len(frames) > 2
    return head, frames


BROKEN = [
    pytest.param(lambda raw: b"", "no backup of ours", id="empty"),
    pytest.param(lambda raw: b"PK\x03\x04" + raw, "no backup of ours", id="another file"),
    pytest.param(lambda raw: raw[:300], "cut short", id="cut in the first page"),
    pytest.param(lambda raw: raw[: len(raw) // 2], "cut short", id="cut in the middle"),
    pytest.param(lambda raw: raw[:-1], "cut short", id="one byte short"),
    pytest.param(without_last_frame, "cut short", id="cut between frames"),
    pytest.param(lambda raw: raw + b"\0\0\0\4evil", "damaged", id="something added"),
    pytest.param(lambda raw: raw.replace(b"bangsue", b"bangrak", 1), "damaged", id="first page"),
    pytest.param(lambda raw: flip(len(raw) - 9)(raw), "damaged", id="a bit near the end"),
    pytest.param(lambda raw: flip(len(raw) // 2)(raw), "damaged", id="a bit in the middle"),
    pytest.param(swapped, "damaged", id="frames in another order"),
]


@pytest.fixture
def made(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of several frames."""
    monkeypatch.setattr(sealed_file, "FRAME", 1024)
    file = tmp_path / "b"
    with stage.wired.database.transaction() as session:
        make_person(session, session.merge(stage.wired.office("")))
    assert run(stage.app, "backup", str(file)).exit_code == 0
    return file


def everything(database: Database) -> list[object]:
    with database.snapshot() as connection:
        return [tuple(row) for table in TABLES for row in connection.execute(select(table))]


@pytest.mark.parametrize(("breaking", "words"), BROKEN)
def test_a_broken_file_is_told_and_changes_nothing(
    stage: Stage, made: Path, breaking: Callable[[bytes], bytes], words: str
) -> None:
    made.write_bytes(breaking(made.read_bytes()))
    before = everything(stage.wired.database)
    for how in (["--check"], ["--replace", "--yes"]):
        done = run(stage.app, "restore", str(made), *how)
        assert done.exit_code == 1
        assert words in done.output
        assert "Traceback" not in done.output
        assert any("ก" <= letter <= "๛" for letter in done.output)
    assert everything(stage.wired.database) == before


def test_another_key_is_told_and_an_older_one_still_opens(stage: Stage, made: Path) -> None:
    settings = stage.wired.settings
    stage.wired.settings = settings.model_copy(update={"secret_key": "quite another key"})
    done = run(stage.app, "restore", str(made), "--check")
    assert done.exit_code == 1
    assert "another SECRET_KEY" in done.output
    rotated = f"a newer key,{settings.secret_key}"
    stage.wired.settings = settings.model_copy(update={"secret_key": rotated})
    assert run(stage.app, "restore", str(made), "--check").exit_code == 0


def test_another_release_s_backup_is_not_restored(
    stage: Stage, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made.open("rb") as file:
        first, page, _ = (file.readline() for _ in range(3))
    stated = {**json.loads(page), "revision": "0001"}
    with made.open("wb") as file:
        sealed_file.write(file, stated, [], key=stage.wired.settings.secret_keys[0])
    assert first == sealed_file.FIRST_LINE
    before = everything(stage.wired.database)
    done = run(stage.app, "restore", str(made), "--replace", "--yes")
    assert done.exit_code == 1
    assert "The backup is of migration 0001" in done.output
    assert everything(stage.wired.database) == before
    monkeypatch.setattr(backup, "newest_migration", lambda: "9999")
    for words in (["restore", str(made), "--replace", "--yes"], ["backup", f"{made}2"]):
        assert "flask migrate" in run(stage.app, *words).output
    assert not Path(f"{made}2").exists()


def test_a_database_with_people_in_it_is_replaced_only_when_told_twice(
    stage: Stage, made: Path
) -> None:
    database = stage.wired.database
    with database.transaction() as session:
        make_person(session, make_agency(session, "other"))
    refused = run(stage.app, "restore", str(made))
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    asked = stage.app.test_cli_runner().invoke(
        args=["restore", str(made), "--replace"], input="n\n"
    )
    assert asked.exit_code == 1
    assert people(database) == 2
    sure = stage.app.test_cli_runner().invoke(args=["restore", str(made), "--replace"], input="y\n")
    assert sure.exit_code == 0, sure.output
    assert people(database) == 1


def people(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(Respondent.id))) or 0


def test_nothing_is_restored_beneath_a_living_worker(stage: Stage, made: Path) -> None:
    with stage.wired.database.transaction() as session:
        beat(session, "worker", now=stage.at)
    refused = run(stage.app, "restore", str(made), "--replace", "--yes")
    assert refused.exit_code == 1
    assert "stop web, worker" in refused.output
    stage.later(minutes=1)
    assert run(stage.app, "restore", str(made), "--replace", "--yes").exit_code == 0


def test_a_file_that_is_not_there_is_told(stage: Stage, tmp_path: Path) -> None:
    done = run(stage.app, "restore", str(tmp_path / "nothing"))
    assert done.exit_code == 1
    assert "cannot be read" in done.output
    done = run(stage.app, "backup", str(tmp_path / "no" / "folder"))
    assert done.exit_code == 1
    assert "cannot be written" in done.output
