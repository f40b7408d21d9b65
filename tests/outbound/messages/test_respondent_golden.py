"""The messages most people see, word for word, as reviewed: a change shows as a diff."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from outbound.messages.invitation import InvitationKind
from outbound.messages.respondent import consent_request
from outbound.messages.wording import Wording
from rules.language import Language
from tests.outbound.messages.test_respondent import CLOSES, Message, choice, invited

GOLDEN = Path(__file__).parents[1] / "golden"
OFFICE = {Language.THAI: "สำนักงานเขตบางซื่อ", Language.ENGLISH: "Bang Sue District Office"}
UNIT = {Language.THAI: "ฝ่ายโยธา", Language.ENGLISH: "Public Works Section"}
POINT = {Language.THAI: "เคาน์เตอร์ 1", Language.ENGLISH: "Counter 1"}


def first(language: Language) -> Message:
    return invited(
        Wording(language),
        office=OFFICE[language],
        unit=UNIT[language],
        point=POINT[language],
        kind=InvitationKind.FIRST,
    )


def consent(language: Language) -> Message:
    return consent_request(Wording(language), until=CLOSES)


def unit(language: Language) -> Message:
    w = Wording(language)
    short = w.pick("โยธา", "Public Works")
    return choice([("works", UNIT[language], short)], w=w, office=OFFICE[language])


@pytest.mark.parametrize("language", [pytest.param(each, id=each) for each in Language])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        pytest.param("invitation_first", first, id="first invitation"),
        pytest.param("choose_unit", unit, id="which unit"),
        pytest.param("consent_request", consent, id="consent"),
    ],
)
def test_the_message_is_the_reviewed_one(
    name: str, make: Callable[[Language], Message], language: Language
) -> None:
    reviewed = json.loads((GOLDEN / f"{name}_{language}.json").read_text(encoding="utf-8"))
    assert make(language) == reviewed
