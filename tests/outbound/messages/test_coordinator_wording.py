"""Every sentence for people of the office is used, and what it tells them to type works."""

import re
from pathlib import Path

import pytest

from handlers.coordinator import COMMANDS
from handlers.text import WORDS
from models.role import RoleName
from outbound.messages.wording import FOLDER, Wording
from rules.language import Language
from rules.thai_text import plain_command
from tests.outbound.messages.office import every_card
from tests.outbound.messages.test_coordinator import batches
from tests.outbound.messages.test_respondent import BOTH, actions
from tests.outbound.messages.test_respondent_wording import Listening, leaves

HANDLERS = Path(__file__).parents[3] / "handlers"
COORDINATOR = FOLDER / "coordinator.yaml"
QUOTED_FIGURES = {"ได้รับลิงก์แล้ว", "แจ้งว่าตอบแล้ว"}
"""Quoted as a figure's name, not to be typed."""


def is_understood(typed: str) -> bool:
    """Whether the words are some command of ours."""
    said = plain_command(typed)
    known = any(re.match(rf"(?:{command.pattern})(?:\W|$)", said) for command in COMMANDS)
    return known or said.replace(" ", "") in WORDS


def test_every_sentence_is_said_somewhere() -> None:
    listening = Listening(Language.THAI)
    every_card(listening)
    batches(listening)
    handlers = "".join(path.read_text("utf-8") for path in sorted(HANDLERS.glob("*.py")))
    said = {key for key in leaves(COORDINATOR) if f'"{key}"' in handlers}
    said |= {f"role.{name}" for name in RoleName}
    said |= {f"figure.{name}" for name in ("reported", "signed")}
    said |= {"tally.saved_cards", "tally.undone_cards"}  # handlers/tally.py: staff cards
    # handlers/tally.py names the problem by its last word
    said |= {
        key for key in leaves(COORDINATOR) if f'"{key.removeprefix("tally.problem.")}"' in handlers
    }
    assert set(leaves(COORDINATOR)) - listening.asked - said == set()


@pytest.mark.parametrize("language", BOTH)
def test_what_a_sentence_quotes_to_be_typed_is_understood(language: Language) -> None:
    for key, sentence in leaves(COORDINATOR).items():
        quoted = re.findall("“([^”]+)”", sentence[language].replace("{instrument}", "EIT"))
        typed = [said for said in quoted if "{" not in said and said not in QUOTED_FIGURES]
        assert [said for said in typed if not is_understood(said)] == [], key


@pytest.mark.parametrize("language", BOTH)
def test_what_a_button_types_is_understood(language: Language) -> None:
    w = Wording(language)
    for message in [*every_card(w), *(message for batch in batches(w) for message in batch)]:
        typed = [each["text"] for each in actions(message) if each["type"] == "message"]
        assert [said for said in typed if not is_understood(said)] == []
