"""Events as LINE's own webhook.yml describes them, then broken: what schema-fuzzing sends."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.attacks import hostile
from tests.line_openapi import MESSAGING_API, Walker

WEBHOOK_API = MESSAGING_API.with_name("webhook.yml")

Path_ = tuple[Any, ...]
OFTEN = 0.7
"""How often an optional property is given."""


@dataclass
class Shapes:
    """Makes what the schemas allow; `known` gives a property's value where any string would do."""

    chance: random.Random
    known: Mapping[str, Callable[[], Any]]
    path: Path = WEBHOOK_API

    def __post_init__(self) -> None:
        schemas: Mapping[str, Any] = yaml.safe_load(self.path.read_text())["components"]["schemas"]
        self.walker = Walker(schemas)
        self._merged: dict[str, dict[str, Any]] = {}

    def event(self) -> dict[str, Any]:
        """One event of a kind LINE knows; people writing are the most of them."""
        kinds = self._read({"$ref": "#/components/schemas/Event"})["discriminator"]["mapping"]
        often = ("message", "message", "message", "postback", "follow", "unfollow")
        kind = self.chance.choice(often if self.chance.random() < 0.7 else list(kinds))
        made: dict[str, Any] = self._object({"$ref": kinds[kind]}, kind)
        return made

    def _read(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        name = schema.get("$ref", "")
        if not name:
            return self.walker.merged(schema)
        if name not in self._merged:
            self._merged[name] = self.walker.merged(schema)
        return self._merged[name]

    def _make(self, schema: Mapping[str, Any], name: str) -> Any:
        read = self._read(schema)
        if "enum" in read:
            return self.chance.choice(read["enum"])
        if read["type"] == "object":
            return self._some_object(schema, read)
        if read["type"] == "array":
            return [self._make(read["items"], name) for _ in range(self.chance.randint(0, 3))]
        if name in self.known:
            return self.known[name]()
        by_type: Mapping[str, Callable[[], Any]] = {
            "string": lambda: f"{name}-{self.chance.randrange(10**6)}",
            "boolean": lambda: self.chance.random() < 0.5,
            "integer": lambda: self.chance.randrange(10**4),
            "number": self.chance.random,
        }
        return by_type[read["type"]]()

    def _some_object(self, schema: Mapping[str, Any], read: dict[str, Any]) -> dict[str, Any]:
        """Follows the discriminator to one of its kinds, unless it is one already."""
        kinds = read.get("discriminator", {}).get("mapping", {})
        if not kinds:
            return self._object(schema, None)
        kind = self.chance.choice(list(kinds))
        if kind != "text" and "text" in kinds and self.chance.random() < OFTEN:
            kind = "text"
        if "user" in kinds and self.chance.random() < OFTEN:
            kind = "user"
        return self._object({"$ref": kinds[kind]}, kind)

    def _object(self, schema: Mapping[str, Any], kind: str | None) -> dict[str, Any]:
        read = self._read(schema)
        said = read.get("discriminator", {}).get("propertyName")
        made: dict[str, Any] = {}
        for name, part in read["properties"].items():
            if name == said and kind is not None:
                made[name] = kind
            elif name in read["required"] or name in self.known or self.chance.random() < OFTEN:
                made[name] = self._make(part, name)
        return made


DEEPEST = 40
"""Levels in which parts are changed; a value nested on purpose goes deeper, and stays as it is."""


def nodes(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    """The way to every part of a JSON value but the whole, down to so many levels."""
    if isinstance(value, dict | list) and len(at) < DEEPEST:
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*at, key)
            yield from nodes(part, (*at, key))


def broken(event: dict[str, Any], chance: random.Random, *, times: int) -> dict[str, Any]:
    """The event with some of its parts replaced, taken away, doubled or joined by strangers."""
    for _ in range(times):
        if not event:
            break
        *way, last = chance.choice(list(nodes(event)))
        holder: Any = event
        for key in way:
            holder = holder[key]
        draw = chance.random()
        if draw < 0.6:
            holder[last] = hostile.value(chance)
        elif draw < 0.8:
            del holder[last]
        elif isinstance(holder, dict):
            holder[hostile.word(chance)[:40]] = hostile.value(chance)
        else:
            holder.append(hostile.value(chance))
    return event


def written(event: Any, chance: random.Random) -> str:
    """The event's text; now and then a key twice, or characters as they are, not escaped.

    Halves of characters cannot be written otherwise than escaped.
    """
    text = json.dumps(event)
    if chance.random() < 0.3:
        plain = json.dumps(event, ensure_ascii=False)
        text = plain if plain.isprintable() else text
    if chance.random() < 0.05 and text.startswith("{"):
        twice = chance.choice(("type", "source", "message", "webhookEventId", "mode", "timestamp"))
        text = f'{{"{twice}": {json.dumps(chance.choice(hostile.SCALARS))}, {text[1:]}'
        text = text.replace(", }", "}")
    return hostile.unfold(text)
