"""What is typeset is what was given, in the typeface it was meant for."""

from pathlib import Path

import pytest

from paper import typesetting


def test_a_missing_typeface_does_not_pass_silently(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "any.typ").write_text('#set text(font: "Sarabun")\nก')
    monkeypatch.setattr(typesetting, "ROOT", tmp_path)
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    with pytest.raises(typesetting.NotTypeset, match=r"(?i)sarabun"):
        typesetting.pdf("any", {})


def test_a_name_that_looks_like_a_command_is_only_a_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "any.typ").write_text(
        '#set text(font: "Sarabun")\n#let facts = json(bytes(sys.inputs.facts))\n#facts.name'
    )
    monkeypatch.setattr(typesetting, "ROOT", tmp_path)
    plain, tricky = (
        typesetting.pages("any", {"name": name}) for name in ("ก", '#panic("ก") *ก* $x$ \\ "')
    )
    assert len(plain) == len(tricky) == 1
    assert plain != tricky
