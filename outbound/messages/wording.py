"""The words of every message, Thai and English side by side in YAML, for officers to review."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from rules.language import Language

FOLDER = Path(__file__).parent / "wording"

Sentences = Mapping[str, Mapping[str, str]]
"""Dotted key -> {"th": …, "en": …}."""


class Wording:
    """The words in one language; a campaign's own sentences replace ours by their key."""

    def __init__(self, language: Language, overrides: Sentences | None = None) -> None:
        self.language = language
        self._overrides = overrides or {}

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence with its facts in place; raises KeyError for an unknown key or fact."""
        sentence = self._overrides.get(key) or sentences()[key]
        return sentence[self.language].format_map(facts)

    def pick(self, thai: str, english: str) -> str:
        """One of two names a fact carries itself."""
        return thai if self.language is Language.THAI else english


@lru_cache(maxsize=1)
def sentences() -> dict[str, dict[str, str]]:
    """Every sentence of the YAML files by dotted key."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        _collect(yaml.safe_load(path.read_text(encoding="utf-8")), (), found)
    return found


def _collect(
    node: Mapping[str, object], path: tuple[str, ...], found: dict[str, dict[str, str]]
) -> None:
    if set(node) == {"th", "en"}:
        found[".".join(path)] = {language: str(words).strip() for language, words in node.items()}
        return
    for key, below in node.items():
        if isinstance(below, Mapping):
            _collect(below, (*path, str(key)), found)
