"""What the simulator shows of the office: read from the file the demo command writes."""

import json
import threading
import time
from pathlib import Path
from typing import Any

from simulator.platform import Person, Platform
from simulator.webhooks import Webhooks

EMPTY: dict[str, Any] = {"office": None, "basic_id": "", "web": "", "posters": [], "cast": []}
TRIES, PAUSE_S = 60, 1.0


class World:
    """The office's counters and cast, fresh from the file."""

    def __init__(self, path: Path, platform: Platform, webhooks: Webhooks) -> None:
        self._path = path
        self._platform = platform
        self._webhooks = webhooks
        self._greeted: set[str] = set()
        self._lock = threading.Lock()

    def facts(self) -> dict[str, Any]:
        """The file's facts; its cast joins the people the first time it is seen."""
        try:
            facts: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # not written yet, or being written this instant
            return EMPTY
        for entry in facts["cast"]:
            self._join(entry)
        return facts

    def _join(self, entry: dict[str, Any]) -> None:
        person = self._platform.add(
            Person(id=entry["id"], name=entry["name"], part=entry["part"], about=entry["about"])
        )
        key = entry.get("key")
        with self._lock:
            if not key or key in self._greeted:
                return
            self._greeted.add(key)
        if all(said.get("text") != key for said in person.chat):  # not said before a restart
            threading.Thread(target=self._take_hat, args=(person, key), daemon=True).start()

    def _take_hat(self, person: Person, key: str) -> None:
        """Types the key once the product answers, so that roles are ready from the start."""
        for _ in range(TRIES):
            if self._webhooks.deliver([]) == 200:
                self._webhooks.follow(person)
                self._webhooks.say(person, key)
                return
            time.sleep(PAUSE_S)
