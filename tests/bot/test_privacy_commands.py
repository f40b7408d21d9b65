"""flask privacy: what the commands about keys, copies and the data map say and write."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models.agency import Agency
from models.audit import AuditEntry
from models.respondent import ChannelAddress
from models.session import Database
from tests.bot.conftest import Stage
from tests.conftest import ROOT
from tests.factories import make_person

USER = "U" + "1" * 32


def run(stage: Stage, *words: str, code: int = 0, said: str = "") -> str:
    answer = stage.app.test_cli_runner().invoke(args=["privacy", *words], input=said)
    assert answer.exit_code == code, answer.output
    return answer.output


def meet(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        make_person(session, session.scalars(select(Agency)).one(), user_id=USER)


def test_a_missing_key_ends_with_a_sentence_and_an_exit_code(
    stage: Stage, database_url: str
) -> None:
    meet(stage)
    assert "may be dropped" in run(stage, "rotate")
    Database(database_url, ["a key that sealed nothing here, long enough"])  # unlocks this process
    told = run(stage, "rotate", code=1)
    assert "channel_address.user_id 1" in told
    Database(database_url, stage.wired.settings.secret_keys)
    assert json.loads(run(stage, "rotate", "--json")) == {
        "rows": 2,
        "resealed": 0,
        "unreadable": {},
    }


def test_rehashing_asks_first(stage: Stage) -> None:
    meet(stage)

    def hashes() -> list[bytes]:
        with stage.wired.database.reading() as session:
            return list(session.scalars(select(ChannelAddress.user_hash)))

    before = hashes()
    run(stage, "rehash", said="n\n", code=1)
    assert hashes() == before
    assert "addresses 1" in run(stage, "rehash", "--yes")
    assert hashes() != before
    with stage.wired.database.reading() as session:
        assert "lookup key changed" in session.scalars(select(AuditEntry.action)).all()


def test_a_copy_in_a_file_is_its_owners_alone(stage: Stage, tmp_path: Path) -> None:
    meet(stage)
    out = tmp_path / "copy.json"
    run(stage, "export", USER, "--out", str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    held: dict[str, Any] = json.loads(out.read_text())
    assert held["tables"]["channel_address"]["rows"][0]["user_id"] == USER


def test_the_map_is_written_as_it_is_shown(stage: Stage, tmp_path: Path) -> None:
    out = tmp_path / "privacy.md"
    run(stage, "map", "--write", str(out))
    assert out.read_text() == run(stage, "map") == (ROOT / "docs/privacy.md").read_text()
