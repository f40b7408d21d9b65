"""Checks a request body against LINE's own OpenAPI file, word for word.

General validators read that file too loosely: its message types hang together by
`discriminator` alone, so they accept a text message without text, or an invented type. Lengths
of text are mostly not in the file: `rules.line_limits` has those.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.line_lengths import graphemes

MESSAGING_API = Path(__file__).parents[2] / "shared" / "line-openapi" / "messaging-api.yml"

Schema = Mapping[str, Any]
Problems = Iterator[str]

READ = {"$ref", "type", "properties", "required", "allOf", "discriminator", "items", "enum"} | {
    *("pattern", "nullable", "additionalProperties", "minLength", "maxLength"),
    *("minItems", "maxItems", "minimum", "maximum"),
}
FOR_PEOPLE = {"description", "externalDocs", "example", "default", "format", "title"}
EXTENSION = "x-"

TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
Size = Callable[[Any], int]
AT_LEAST: Mapping[str, Size] = {"minLength": len, "minItems": len, "minimum": lambda value: value}
# The file says "characters" without saying which: lengths get the reading that finds fewest.
AT_MOST: Mapping[str, Size] = {
    "maxLength": graphemes,
    "maxItems": len,
    "maximum": lambda value: value,
}


def spec_available(path: Path = MESSAGING_API) -> bool:
    """Whether LINE's file lies beside the repository; it is not ours to ship."""
    return path.is_file()


needs_spec = pytest.mark.skipif(
    not spec_available(),
    reason="LINE's messaging-api.yml is not in ../shared/line-openapi, beside the repository",
)


def check(body: object, schema: str, spec_path: Path = MESSAGING_API) -> list[str]:
    """What LINE's file forbids in this body, one sentence each, beginning with a JSON path.

    `schema` is a name under components.schemas, such as "ReplyMessageRequest". Raises KeyError
    for a name the file lacks and ValueError for a keyword this walker does not read.
    """
    return list(Walker(_load(spec_path)).walk(body, {"$ref": f"#/components/schemas/{schema}"}, ""))


@lru_cache
def _load(path: Path) -> Mapping[str, Schema]:
    schemas: Mapping[str, Schema] = yaml.safe_load(path.read_text())["components"]["schemas"]
    return schemas


def _unread(schema: Schema) -> set[str]:
    words = {word for word in schema if not word.startswith(EXTENSION)}
    return words - READ - FOR_PEOPLE


@dataclass(frozen=True)
class Walker:
    """One body, one set of schemas."""

    schemas: Mapping[str, Schema]

    def walk(self, value: object, schema: Schema, at: str) -> Problems:
        """Every breach in `value`, which stands at path `at`."""
        name = _referred(schema)
        merged = self.merged(schema)
        if value is None and merged.get("nullable"):
            return
        if not _is_a(value, merged["type"]):
            yield f"{at or 'body'}: {type(value).__name__}, not {merged['type']}"
            return
        yield from _bounds(value, merged, at)
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.walk(item, merged["items"], f"{at}[{index}]")
        if isinstance(value, dict):
            yield from self._object(value, name, merged, at)

    def _object(self, value: Schema, name: str, schema: Schema, at: str) -> Problems:
        """Follows the discriminator to the kind the value says it is, then checks that."""
        if "discriminator" in schema:
            field, kinds = (
                schema["discriminator"]["propertyName"],
                schema["discriminator"]["mapping"],
            )
            said = value.get(field)
            actual = _referred({"$ref": kinds[said]}) if said in list(kinds) else ""
            if not actual:
                yield f"{_join(at, field)}: {said!r} is not one of {', '.join(kinds)}"
                return
            if name in map(_last, kinds.values()) and name != actual:
                yield f"{_join(at, field)}: {said!r} cannot stand where LINE wants {name}"
                return
            schema = self.merged({"$ref": kinds[said]})
        yield from self._fields(value, schema, at)

    def _fields(self, value: Schema, schema: Schema, at: str) -> Problems:
        for field in schema["required"]:
            if field not in value:
                yield f"{_join(at, field)}: missing"
        for field, given in value.items():
            known = schema["properties"].get(field) or schema.get("additionalProperties")
            if known:
                yield from self.walk(given, known, _join(at, field))
            else:
                yield f"{_join(at, field)}: LINE knows no such property"

    def merged(self, schema: Schema) -> dict[str, Any]:
        """The schema with its references and `allOf` parts folded into one."""
        if words := _unread(schema):
            raise ValueError(f"the walker does not read {sorted(words)}")
        parts = [self.merged(part) for part in schema.get("allOf", ())]
        if "$ref" in schema:
            parts.append(self.merged(self.schemas[_referred(schema)]))
        own = {key: each for key, each in schema.items() if key not in ("allOf", "$ref")}
        merged: dict[str, Any] = {"properties": {}, "required": []}
        for part in [*parts, own]:
            properties = {**merged["properties"], **part.get("properties", {})}
            required = [*merged["required"], *part.get("required", ())]
            merged = {**merged, **part, "properties": properties, "required": required}
        merged["required"] = sorted(set(merged["required"]))
        return {"type": "object", **merged}


def _last(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _referred(schema: Schema) -> str:
    return _last(schema.get("$ref", ""))


def _join(at: str, field: str) -> str:
    return f"{at}.{field}" if at else field


def _is_a(value: object, kind: str) -> bool:
    if isinstance(value, bool):  # to Python a bool is an int; to LINE it is not
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def _bounds(value: Any, schema: Schema, at: str) -> Problems:
    """Bounds that hold for the value itself; the file uses each keyword only where it applies."""
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not one of {', '.join(map(str, schema['enum']))}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: does not match {schema['pattern']}"
    for keyword, size in AT_LEAST.items():
        if keyword in schema and size(value) < schema[keyword]:
            yield f"{at}: {size(value)}, at least {schema[keyword]}"
    for keyword, size in AT_MOST.items():
        if keyword in schema and size(value) > schema[keyword]:
            yield f"{at}: {size(value)}, at most {schema[keyword]}"
