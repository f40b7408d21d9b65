"""A small season: the same seed is the same season, and what must hold holds."""

import random
from datetime import date
from pathlib import Path
from typing import Any

from models.session import Database
from simulator.season import Season


def played(folder: Path, seed: int) -> dict[str, Any]:
    database = Database(f"sqlite:///{folder}/season-{random.random()}.db", ["a key for a season"])
    season = Season(database, random.Random(seed), date(2027, 2, 15), date(2027, 3, 31), 60)
    report = season.play()
    database.engine.dispose()
    return report


def test_a_season_keeps_every_invariant_and_its_seed_repeats_it(tmp_path: Path) -> None:
    first, again = played(tmp_path, 7), played(tmp_path, 7)
    assert first == again
    assert first["broken"] == []
    assert first["reminders"] > 0
    assert first["calls"]["digests"] > 0
    assert first["weeks"][-1]["week_to"] == "2027-03-31"
    assert played(tmp_path, 8) != first


def test_a_season_in_which_somebody_is_reminded_after_answering_is_told(tmp_path: Path) -> None:
    """The check itself can fail: everybody counts as finished from the start."""
    database = Database(f"sqlite:///{tmp_path}/broken.db", ["a key for a season"])
    season = Season(database, random.Random(7), date(2027, 2, 15), date(2027, 3, 31), 60)

    class Everybody(dict[str, str]):
        def __contains__(self, _: object) -> bool:
            return True

        def __missing__(self, _: str) -> str:
            return "ตอบแล้ว"

    season.diary.done = Everybody()
    assert season.play()["broken"] == ["reminded after “ตอบแล้ว”"]
    database.engine.dispose()
