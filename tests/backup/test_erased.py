"""Who was erased is in no backup that is made afterwards."""

from pathlib import Path

import pytest

from tests.backup.conftest import Fresh
from tests.backup.test_backup import ENGINES, empty_stage, run
from tests.handlers.conftest import Chat
from tests.handlers.test_erased import USER, WORDS, by_command, everything, hash_of, malee

__all__ = ["malee"]


def restored(chat: Chat, fresh: Fresh, folder: Path, engine: str) -> str:
    """Every value that a backup of this moment brings into another database."""
    file = str(folder / "b.backup")
    assert run(chat.stage.app, "backup", file, "--force").exit_code == 0
    other = empty_stage(fresh(engine), chat.stage)
    assert run(other.app, "restore", file, "--json").exit_code == 0
    found = everything(Chat(other, people={}, number=0))
    other.wired.database.engine.dispose()
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_the_next_backup_knows_nothing_of_who_was_erased(
    malee: Chat,
    fresh: Fresh,
    tmp_path: Path,
    engine: str,
) -> None:
    user_hash = hash_of(malee, USER)
    by_command(malee)
    left = restored(malee, fresh, tmp_path, engine)
    assert "ฝ่ายโยธา" in left
    for trace in (USER, user_hash, WORDS):
        assert trace not in left


def test_a_backup_made_before_still_knows(
    malee: Chat,
    fresh: Fresh,
    tmp_path: Path,
) -> None:
    assert USER in restored(malee, fresh, tmp_path, "sqlite")
