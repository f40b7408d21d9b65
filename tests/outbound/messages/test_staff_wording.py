"""Words to staff and of their evidence: what they tell to type works, and they press nobody."""

import re
from pathlib import Path

import pytest

from outbound.messages.wording import FOLDER
from rules.language import Language
from tests.outbound.messages.test_coordinator_wording import is_understood
from tests.outbound.messages.test_respondent import BOTH
from tests.outbound.messages.test_respondent_wording import leaves

FILES = [FOLDER / "staff.yaml", FOLDER / "evidence.yaml"]
QUOTED = {"ได้รับลิงก์แล้ว", "ครั้งที่ 1", "ครั้งที่ 2", "round 1", "round 2"}
"""A figure's name, and words to add to a command."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", BOTH)
def test_what_a_sentence_quotes_to_be_typed_is_understood(path: Path, language: Language) -> None:
    for key, sentence in leaves(path).items():
        typed = re.findall("“([^”{]+)”", sentence[language])
        assert [said for said in typed if said not in QUOTED and not is_understood(said)] == [], key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sentence_presses_anybody(path: Path) -> None:
    pressing = re.compile("ต้อง(?!การ)|มิฉะนั้น|ด่วน|ลงโทษ|คะแนน|must|score|penalt", re.IGNORECASE)
    for key, sentence in leaves(path).items():
        for words in sentence.values():
            assert not pressing.search(words), key


def test_the_staff_notice_says_what_answering_does_not_touch() -> None:
    words = leaves(FOLDER / "staff.yaml")["staff_card.no_effect"][Language.THAI]
    assert words == ("การตอบหรือไม่ตอบไม่มีผลต่อการประเมินผลการปฏิบัติราชการ การเลื่อนเงินเดือน หรือการจ้าง")
