"""The sentences officers may edit: whole in both languages, and nothing said that must not be."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

from outbound.messages.wording import FOLDER, Wording, sentences
from rules.language import Language
from tests.outbound.messages.test_respondent import every_message

HANDLERS = Path(__file__).parents[3] / "handlers"
FILES = [pytest.param(path, id=path.stem) for path in sorted(FOLDER.glob("*.yaml"))]
RESPONDENT = FOLDER / "respondent.yaml"

# domain.md §9, §12
NEVER_IN_THAI = ("ครับ", "ค่ะ", "คะแนน", "ไม่ระบุตัวตน", "นิรนาม", "ของรางวัล", "ของขวัญ")
NEVER_IN_ENGLISH = ("anonymous", "score", "prize", "gift", "reward")


def leaves(path: Path) -> dict[str, dict[str, str]]:
    """Every key whose values are words, however incomplete; `sentences` would pass over those."""

    def walk(node: dict[str, object], at: str) -> Iterator[tuple[str, dict[str, str]]]:
        below = {key: value for key, value in node.items() if isinstance(value, dict)}
        if len(below) < len(node):
            yield at, {key: str(value) for key, value in node.items() if key not in below}
        for key, value in below.items():
            yield from walk(value, f"{at}.{key}" if at else key)

    return dict(walk(yaml.safe_load(path.read_text(encoding="utf-8")), ""))


def places(words: str) -> set[str]:
    """The facts a sentence takes."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


class Listening(Wording):
    """Words that remember which keys were asked for."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self.asked: set[str] = set()

    def __call__(self, key: str, **facts: object) -> str:
        self.asked.add(key)
        return super().__call__(key, **facts)


@pytest.mark.parametrize("path", FILES)
def test_every_sentence_has_both_languages_with_the_same_facts(path: Path) -> None:
    for key, words in leaves(path).items():
        assert set(words) == {"th", "en"}, key
        assert places(words["th"]) == places(words["en"]), key


@pytest.mark.parametrize("path", FILES)
def test_no_key_is_written_twice(path: Path) -> None:
    """YAML keeps the last of two silently, and an officer's edit of the first would do nothing."""
    todo = [yaml.compose(path.read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            assert sorted(names) == sorted(set(names))
            todo += [value for _, value in node.value]


def test_no_sentence_hides_another_files() -> None:
    files = [set(leaves(file.values[0])) for file in FILES]  # type: ignore[arg-type]  # a Path
    assert len(sentences()) == sum(map(len, files))


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_said_that_must_not_be(path: Path) -> None:
    for key, words in leaves(path).items():
        assert [bad for bad in NEVER_IN_THAI if bad in words["th"]] == [], key
        assert [bad for bad in NEVER_IN_ENGLISH if bad in words["en"].casefold()] == [], key


def test_nothing_is_demanded_of_a_citizen() -> None:
    for key, words in leaves(RESPONDENT).items():
        assert "ต้อง" not in words["th"].replace("ถูกต้อง", ""), key  # "correct" is no demand
        assert not re.search(r"\bmust\b", words["en"]), key


def test_every_sentence_for_respondents_is_said_somewhere() -> None:
    listening = Listening(Language.THAI)
    every_message(listening)
    handlers = "".join(path.read_text("utf-8") for path in sorted(HANDLERS.glob("*.py")))
    # handlers/person_data.py names the rows of what is held by their last word
    by_handlers = {
        key
        for key in leaves(RESPONDENT)
        if f'"{key}"' in handlers or f'"{key.removeprefix("my_data.")}"' in handlers
    }
    assert set(leaves(RESPONDENT)) - listening.asked - by_handlers == set()


def test_a_campaigns_own_sentence_replaces_ours_in_its_language() -> None:
    own = {"invitation.title": {"th": "ขอเชิญตอบแบบวัด {office}", "en": "Take the survey, {office}"}}
    assert Wording(Language.THAI, own)("invitation.title", office="บางซื่อ") == "ขอเชิญตอบแบบวัด บางซื่อ"
    assert Wording(Language.ENGLISH, own)("invitation.title", office="X") == "Take the survey, X"
    assert Wording(Language.THAI, own)("button.answer") == "ตอบแบบวัด"


@pytest.mark.parametrize(
    "key", [pytest.param("no.such", id="no such key"), pytest.param("closed.over", id="no fact")]
)
def test_a_sentence_that_cannot_be_said_is_an_error(key: str) -> None:
    with pytest.raises(KeyError):
        Wording(Language.THAI)(key)


def test_names_are_picked_by_language() -> None:
    assert Wording(Language.THAI).pick("เขต", "district") == "เขต"
    assert Wording(Language.ENGLISH).pick("เขต", "district") == "district"
