"""A template and its facts made into pages: typst with the government's typeface, nothing else.

Facts travel as JSON, never as markup: a name that looks like a command is only a name.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import typst

ROOT = Path(__file__).resolve().parent.parent
FONTS = Path(fontpkg_sarabun.ROOT) / "files"


class NotTypeset(Exception):
    """A page could not be set as it should be; a fault of ours or of the installation."""


def pdf(template: str, facts: Mapping[str, Any]) -> bytes:
    """The pages as one PDF; raises NotTypeset when a typeface is missing.

    A template is named from the project's root, "paper/memo": it may share others' pieces.
    """
    made = _compile(template, facts, {"format": "pdf"})
    assert isinstance(made, bytes)
    return made


def pages(template: str, facts: Mapping[str, Any], *, ppi: float = 150) -> list[bytes]:
    """Each page as a PNG, to be looked at."""
    made = _compile(template, facts, {"format": "png", "ppi": ppi})
    return [made] if isinstance(made, bytes) else list(made)


def _compile(template: str, facts: Mapping[str, Any], how: dict[str, Any]) -> Any:
    made, warnings = typst.compile_with_warnings(
        ROOT / f"{template}.typ",
        root=ROOT,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        **how,
    )
    if warnings:  # a missing typeface is only a warning to typst, and boxes to who reads the page
        raise NotTypeset("; ".join(str(warning) for warning in warnings))
    return made
