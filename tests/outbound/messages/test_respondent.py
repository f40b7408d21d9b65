"""What respondents get: what LINE takes, what a small phone shows, what the law wants said."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from handlers.text import WORDS
from outbound.messages import cards, notice, privacy, respondent
from outbound.messages.invitation import InvitationKind, choose_unit, invitation
from outbound.messages.wording import Wording
from rules.language import Language
from rules.line_limits import MAX_QUICK_REPLIES, violations
from rules.thai_text import plain_command

Message = dict[str, Any]

THAI = Wording(Language.THAI)
CLOSES = date(2027, 5, 31)
LINK = "https://itas.nacc.go.th/go/eit/demo01"
FULL_NAME = "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก"
LONGEST = "โรงเรียนสังกัดกรุงเทพมหานคร ในพื้นที่เขต"
UNITS = [
    ("works", "ฝ่ายโยธา", "โยธา"),
    ("cleansing_parks", "ฝ่ายรักษาความสะอาดและสวนสาธารณะ", "รักษาความสะอาดฯ"),
    ("schools", LONGEST, "โรงเรียน กทม."),
]
NOTICE = {
    **{"controller": "กรุงเทพมหานคร", "controller_en": "BMA", "contact": "ฝ่ายปกครอง"},
    **{"contact_en": "Administration", "dpo": "DPO", "dpo_en": "DPO", "retention_days": 90},
}
OUTSIDE = [("สำนักงาน ป.ป.ช.", "1205"), ("สำนักงาน ป.ป.ท.", "1206")]
BOTH = [pytest.param(language, id=language.name.lower()) for language in Language]
KINDS = [pytest.param(kind, id=kind.name.lower()) for kind in InvitationKind]


def invited(w: Wording = THAI, **facts: Any) -> Message:
    """An invitation's only message; whatever is not given is the longest there is."""
    given: dict[str, Any] = {
        "office": "สำนักงานเขตบางซื่อ",
        "unit": LONGEST,
        "point": "เคาน์เตอร์ 1",
        "survey_url": LINK,
        "closes_on": CLOSES,
        "minutes": 10,
        "kind": InvitationKind.FIRST,
        "practice": False,
    }
    (message,) = invitation(w, **{**given, **facts})
    return message


def choice(units: Sequence[tuple[str, str, str]], *, w: Wording = THAI, **facts: Any) -> Message:
    """The question which unit it was, on first contact unless said otherwise."""
    given: dict[str, Any] = {"office": "สำนักงานเขตบางซื่อ", "first": True, "closes_on": CLOSES}
    (message,) = choose_unit(w, units=units, **{**given, **facts})
    return message


def every_message(w: Wording) -> list[Message]:
    """Each message in each of its shapes."""
    booleans = (False, True)
    return [
        *(
            invited(w, kind=kind, practice=practice, point=point)
            for kind in InvitationKind
            for practice in booleans
            for point in (None, "เคาน์เตอร์ 1")
        ),
        *(
            message
            for first in booleans
            for message in choose_unit(w, office="ข", units=UNITS, first=first, closes_on=CLOSES)
        ),
        *(respondent.thanks(w, already=flag) for flag in booleans),
        *(respondent.stopped(w, already=flag) for flag in booleans),
        *(respondent.welcome_back(w, has_case=flag) for flag in booleans),
        *(privacy.erase_request(w, has_role=flag) for flag in booleans),
        *(
            respondent.menu(w, has_case=has_case, reported=reported, can_invite=can_invite)
            for has_case in booleans
            for reported in booleans
            for can_invite in booleans
        ),
        respondent.nothing_to_report(w),
        respondent.resumed(w),
        respondent.consent_request(w, until=CLOSES),
        respondent.consent_given(w, until=CLOSES),
        respondent.consent_declined(w),
        respondent.consent_withdrawn(w),
        respondent.language_set(w),
        respondent.wrong_code(w),
        respondent.paused(w, minutes=10),
        respondent.code_revoked(w, unit=LONGEST),
        respondent.campaign_closed(w, closed_on=CLOSES),
        respondent.invitee_full(w, most=3),
        respondent.campaign_not_open(w, opens_on=CLOSES),
        *(
            respondent.complaint_channels(w, outside=OUTSIDE, office_channel=office)
            for office in (None, "ศูนย์รับเรื่องร้องเรียนของเขต")
        ),
        respondent.not_for_staff(w, office="สำนักงานเขตบางซื่อ"),
        respondent.staff_noted(w),
        *(
            privacy.privacy(
                w,
                parts=notice.sections(w, NOTICE, of_staff=of_staff),
                page="https://outreach.example.go.th/privacy",
            )
            for of_staff in (False, True)
        ),
        notice.changed(w, link="https://outreach.example.go.th/privacy"),
        privacy.my_data(w, rows=[("หน่วยงาน", LONGEST)]),
        privacy.erased(w),
        privacy.cancelled(w),
    ]


def nodes(node: object) -> Iterator[Message]:
    """Every object inside a message, itself included, in the order they are read."""
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from nodes(child)


def words(message: Message) -> str:
    """All that is written on a message, its buttons aside."""
    return " ".join(node["text"] for node in nodes(message) if node.get("type") == "text")


def actions(message: Message) -> list[Message]:
    """All that can be tapped."""
    return [node["action"] for node in nodes(message) if isinstance(node.get("action"), dict)]


def on_card(message: Message) -> list[Message]:
    """What can be tapped on LINE for PC, which shows no quick replies."""
    return actions(message["contents"])


@pytest.mark.parametrize("language", BOTH)
def test_line_takes_every_message(language: Language) -> None:
    for message in every_message(Wording(language)):
        assert violations([message]) == []


@pytest.mark.parametrize("language", BOTH)
def test_what_a_button_types_and_a_sentence_quotes_is_understood(language: Language) -> None:
    quoted = Wording(language)("button.answered")  # the one button a sentence names by its label
    for message in every_message(Wording(language)):
        typed = [action["text"] for action in actions(message) if action["type"] == "message"]
        typed += [said for said in re.findall("“([^”]+)”", words(message)) if said != quoted]
        assert [said for said in typed if plain_command(said).replace(" ", "") not in WORDS] == []


@pytest.mark.parametrize("language", BOTH)
def test_every_text_wraps_is_large_enough_and_dark_enough(language: Language) -> None:
    for message in every_message(Wording(language)):
        for text in nodes(message.get("contents")):
            if text.get("type") == "text":
                assert text["wrap"] is True
                assert text["size"] in ("xs", "sm", "md", "lg")
                assert contrast(text["color"]) >= 4.5
    assert contrast(cards.GREEN) >= 4.5  # a primary button's white words on it


def contrast(colour: str) -> float:
    """A colour's contrast with white, as WCAG 2 reckons it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        pytest.param(Language.THAI, "สำนักงานเขตบางซื่อ", id="who asks"),
        pytest.param(Language.THAI, "สำนักงาน ป.ป.ช.", id="whose survey"),
        pytest.param(Language.THAI, "โดยสมัครใจ", id="voluntary"),
        pytest.param(Language.THAI, "จากประสบการณ์ของท่านเอง", id="own experience"),
        pytest.param(Language.THAI, "สำนักงานเขตไม่เห็นคำตอบรายบุคคล", id="who sees answers"),
        pytest.param(Language.THAI, "10 นาที", id="time needed"),
        pytest.param(Language.THAI, "31 พฤษภาคม 2570", id="closing date"),
        pytest.param(Language.THAI, "รหัสผู้ใช้ LINE หน่วยงานที่ติดต่อ และวันที่", id="what is stored"),
        pytest.param(Language.THAI, "อาจขอ OTP", id="the form may ask for an OTP"),
        pytest.param(
            Language.THAI, "ไม่ขอ OTP เลขบัตรประชาชน หรือข้อมูลธนาคาร", id="this account never"
        ),
        pytest.param(Language.THAI, "“หยุดแจ้งเตือน”", id="how to stop"),
        pytest.param(Language.ENGLISH, "NACC", id="whose survey, English"),
        pytest.param(Language.ENGLISH, "Voluntary", id="voluntary, English"),
        pytest.param(Language.ENGLISH, "no individual answers", id="who sees answers, English"),
        pytest.param(Language.ENGLISH, "31 May 2027", id="closing date, English"),
        pytest.param(Language.ENGLISH, "never asks for codes", id="this account never, English"),
        pytest.param(Language.ENGLISH, "“stop”", id="how to stop, English"),
    ],
)
def test_the_first_invitation_says_it(language: Language, said: str) -> None:
    assert said in words(invited(Wording(language)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", BOTH)
def test_beside_every_link_stands_the_questionnaires_full_name(
    language: Language, kind: InvitationKind
) -> None:
    message = invited(Wording(language), kind=kind)
    assert FULL_NAME in words(message)
    assert [each["uri"] for each in on_card(message) if each["type"] == "uri"] == [LINK]


@pytest.mark.parametrize("kind", KINDS)
def test_a_practice_link_is_said_to_be_one(kind: InvitationKind) -> None:
    assert "ยังไม่ใช่แบบวัดจริง" in words(invited(kind=kind, practice=True))
    assert "ทดลอง" not in words(invited(kind=kind, practice=False))


def test_who_has_answered_is_neither_asked_again_nor_invited_in_the_list_of_chats() -> None:
    message = invited(kind=InvitationKind.ANSWERED)
    assert "ตอบแล้ว" not in [action["label"] for action in actions(message)]
    assert "ขอเชิญ" not in message["altText"]


def test_another_units_code_names_the_unit_that_invited_first() -> None:
    assert LONGEST in words(invited(kind=InvitationKind.OTHER_UNIT))


def test_every_unit_and_not_sure_can_be_chosen_without_quick_replies() -> None:
    data = [action["data"] for action in on_card(choice(UNITS))]
    assert data == ["unit=works", "unit=cleansing_parks", "unit=schools", "unit=unassigned"]


def test_an_office_of_many_units_still_offers_not_sure_within_the_limit() -> None:
    message = choice([(f"u{n}", f"ฝ่ายที่ {n}", f"ที่ {n}") for n in range(15)])
    quick = [item["action"]["data"] for item in message["quickReply"]["items"]]
    assert violations([message]) == []
    assert len(quick) == MAX_QUICK_REPLIES
    assert quick[-1] == "unit=unassigned"
    assert len(on_card(message)) == 16


def test_the_notice_comes_with_the_first_question_only() -> None:
    assert "สมัครใจ" in words(choice(UNITS, first=True))
    assert "สมัครใจ" not in words(choice(UNITS, first=False))


@pytest.mark.parametrize("language", BOTH)
def test_consent_is_asked_alone_and_neither_answer_is_favoured(language: Language) -> None:
    message = respondent.consent_request(Wording(language), until=CLOSES)
    yes, no = message["contents"]["footer"]["contents"]
    assert [yes["action"]["data"], no["action"]["data"]] == ["consent=yes", "consent=no"]
    assert "20" in yes["action"]["label"]
    assert yes["style"] == no["style"]
    assert "3" in words(message)
    assert LINK not in str(message)


def test_complaints_are_sent_outside_first() -> None:
    said = words(respondent.complaint_channels(THAI, outside=OUTSIDE, office_channel="ศูนย์ของเขต"))
    assert said.index("1205") < said.index("1206") < said.index("ศูนย์ของเขต")


def test_erasing_tells_a_person_with_a_role_that_it_ends() -> None:
    assert "สิ้นสุดทันที" in words(privacy.erase_request(THAI, has_role=True))
    assert "สิ้นสุดทันที" not in words(privacy.erase_request(THAI, has_role=False))


@pytest.mark.parametrize("facts", [{"has_case": False}, {"reported": True}, {"can_invite": False}])
def test_the_menu_offers_only_what_would_work(facts: dict[str, bool]) -> None:
    given = {"has_case": True, "reported": False, "can_invite": True}
    open_menu, menu = (respondent.menu(THAI, **shown) for shown in (given, {**given, **facts}))
    assert "ตอบแล้ว" in [action["text"] for action in on_card(open_menu)]
    assert "ตอบแล้ว" not in [action["text"] for action in on_card(menu)]
