"""/readyz: who is well, and beside which tables a release may work."""

from datetime import timedelta

import pytest

from bot.routes import health
from models.heartbeat import beat
from tests.bot.conftest import Stage


def problems(stage: Stage) -> dict[str, str]:
    found: dict[str, str] = stage.client().get("/readyz").get_json()["problems"]
    return found


def all_beat(stage: Stage, ahead: timedelta = timedelta()) -> None:
    with stage.wired.database.transaction() as session:
        for process in ("worker", "scheduler"):
            beat(session, process, now=stage.at + ahead)


@pytest.mark.parametrize("hours", [-3, 3], ids=["long ago", "by a clock that has gone back"])
def test_a_beat_of_another_hour_proves_nothing(stage: Stage, hours: int) -> None:
    all_beat(stage)
    assert problems(stage) == {}
    all_beat(stage, timedelta(hours=hours))
    assert set(problems(stage)) == {"worker", "scheduler"}


def test_a_release_is_ready_beside_newer_tables_and_not_beside_older_ones(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_beat(stage)
    monkeypatch.setattr(health, "newest_migration", lambda: "0001")
    assert problems(stage) == {}  # the next release has migrated; this one works until it goes
    monkeypatch.setattr(health, "newest_migration", lambda: "9999")
    assert list(problems(stage)) == ["migrations"]
