"""People and their chats, kept beside the world's file: a second `make run` goes on from there.

Without it a restart would forget who is a friend, and the coordinators' pushes would reach nobody.
"""

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.people import Person
from simulator.platform import Platform

PAUSE_S = 1.0
KEPT_PER_CHAT = 200


class Memory:
    """Writes what has changed each second, and once at the end."""

    def __init__(self, path: Path, platform: Platform) -> None:
        self._path = path
        self._platform = platform
        self._written: tuple[int, ...] = ()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory", daemon=True)

    def start(self) -> None:
        """Takes up what was kept, then keeps watch."""
        with suppress(OSError, ValueError, KeyError, TypeError):  # a first start, a damaged file
            restore(self._platform, json.loads(self._path.read_text(encoding="utf-8")))
        self._thread.start()

    def stop(self) -> None:
        """Writes the last changes."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        stopped = False
        while not stopped:
            stopped = self._stopping.wait(PAUSE_S)
            self._write()

    def _write(self) -> None:
        changed = (self._platform.serial, len(self._platform.people), self._platform.used)
        if changed == self._written:
            return
        fresh = json.dumps(snapshot(self._platform), ensure_ascii=False)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(fresh, encoding="utf-8")
        beside.replace(self._path)
        self._written = changed


def snapshot(platform: Platform) -> dict[str, Any]:
    """Everything a restart needs, as JSON."""
    return {
        "serial": platform.serial,
        "used_by_month": dict(platform.used_by_month),
        "people": [_person(person) for person in list(platform.people.values())],
    }


def restore(platform: Platform, kept: Mapping[str, Any]) -> None:
    """Takes up a snapshot. Raises KeyError, TypeError or ValueError when it is not one."""
    people = [_read_person(each) for each in kept["people"]]
    platform.serial = int(kept["serial"])
    platform.used_by_month.update(kept["used_by_month"])
    for person in people:
        platform.add(person)


def _person(person: Person) -> dict[str, Any]:
    chat = list(person.chat)[-KEPT_PER_CHAT:]
    return {
        **{name: getattr(person, name) for name in ("id", "name", "part", "about")},
        "blocked": person.blocked,
        "friend": person.friend,
        "wrote_at": person.wrote_at.isoformat() if person.wrote_at else None,
        "chat": [{**entry, "at": entry["at"].isoformat()} for entry in chat],
    }


def _read_person(kept: Mapping[str, Any]) -> Person:
    chat = [{**entry, "at": datetime.fromisoformat(entry["at"])} for entry in kept["chat"]]
    wrote_at = datetime.fromisoformat(kept["wrote_at"]) if kept["wrote_at"] else None
    return Person(**{**kept, "chat": chat, "wrote_at": wrote_at})
