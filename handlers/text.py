"""A message: a code, a command, a unit's name, or anything else; its words are then forgotten."""

import re
from datetime import timedelta

from handlers import binding, code, coordinator, person_data, reminders_consent, staff
from handlers.first_contact import ask_unit, closed_answer, eit_units, invite
from handlers.guessing import is_paused
from handlers.turn import Answer, Handler, Turn
from models.campaign import Instrument
from models.counting import Figure
from models.survey_case import NotEligible, SurveyCase, change_case, mark
from outbound.messages import privacy as say_privacy
from outbound.messages import respondent as say
from outbound.messages import staff as say_staff
from rules.codes import read_code
from rules.complaint import is_about_corruption
from rules.language import Language
from rules.thai_text import plain_command
from rules.unit_names import UnitName, match_unit

MENU_EVERY = timedelta(hours=1)


def handle(turn: Turn) -> Answer | None:
    """Decides what a message wants, the surest reading first."""
    words = turn.event.text
    if turn.event.in_group:
        return coordinator.in_group(turn) if turn.event.calls_us and words else None
    if words is None:  # a sticker, a picture: never fetched, answered like any other words
        return _menu(turn)
    said = plain_command(words)
    command = WORDS.get(said.replace(" ", ""))
    if command is not None:
        return command(turn)
    reading = read_code(words)
    if reading is not None:
        return code.handle(turn, reading)
    if is_paused(turn):
        return None
    if turn.roles:
        answer = coordinator.handle(turn, said)
        if answer is not None:
            return answer
    if is_about_corruption(words):
        return _complaint(turn)
    day = binding.answer_day(turn, said)
    if day is not None:
        return day
    return _unit_named(turn, words) or _menu(turn)


def _complaint(turn: Turn) -> Answer:
    """The channels, outside ones first; the text is not kept (domain.md §9.4)."""
    channels = turn.campaign.content["complaints"]
    message = say.complaint_channels(
        turn.w,
        outside=[
            (turn.w.pick(body["name_th"], body["name_en"]), str(body["phone"]))
            for body in channels["outside"]
        ],
        office_channel=channels.get("office"),
    )
    return Answer("complaint", [message])


def _unit_named(turn: Turn, words: str) -> Answer | None:
    """A unit's name from someone not yet invited is the answer to "which unit served you"."""
    if turn.roles or turn.case() is not None:
        return None
    names = [
        UnitName(unit.code, unit.name_th, unit.name_en, tuple(unit.aliases))
        for unit in eit_units(turn)
    ]
    match = match_unit(words, names)
    found = match.exact or (match.candidates[0] if len(match.candidates) == 1 else None)
    if found is None:
        return None
    return invite(turn, next(unit for unit in turn.units if unit.code == found.code))


def _menu(turn: Turn) -> Answer | None:
    """The first words of a stranger get the notice; later ones a menu, at most once an hour."""
    person = turn.person
    if person.noticed_at is None and not turn.roles:
        return ask_unit(turn, first=True)
    shown = person.menu_shown_at
    if shown is not None and turn.now - shown < MENU_EVERY:
        return None
    return show_menu(turn)


def show_menu(turn: Turn) -> Answer:
    """เมนู: what can be said here; a person of the office gets the office's words."""
    turn.person.menu_shown_at = turn.now
    if turn.roles:
        return coordinator.help_answer(turn)
    case = turn.case()
    if case is not None and case.instrument == Instrument.IIT:
        return Answer(
            "menu", [say_staff.menu(turn.w, can_invite=turn.campaign.is_open(turn.today))]
        )
    menu = say.menu(
        turn.w,
        has_case=case is not None,
        reported=case is not None and case.reported_at is not None,
        can_invite=turn.campaign.is_open(turn.today),
    )
    return Answer("menu", [menu])


def report_answered(turn: Turn) -> Answer:
    """ตอบแล้ว: thanks, and counted as reported; what was answered nobody asks."""
    case = turn.case()
    if case is not None and case.instrument == Instrument.IIT and case.not_eligible is None:
        return staff.report_answered(turn, case)
    if case is None or case.not_eligible is not None:
        return Answer("answered", [say.nothing_to_report(turn.w)])
    closed = closed_answer(turn)
    if closed is not None and case.reported_at is None:
        return closed
    mark(turn.session, [case], Figure.REACHED, now=turn.now)
    first = mark(turn.session, [case], Figure.REPORTED, now=turn.now)
    return Answer("answered", [say.thanks(turn.w, already=not first)])


def survey_link(turn: Turn) -> Answer:
    """แบบวัด: the link again, or the units for someone not met yet."""
    case = turn.case()
    if case is not None and case.instrument == Instrument.IIT:
        return _iit_link(turn, case)
    if turn.roles or case is None:
        return (
            ask_unit(turn, first=turn.person.noticed_at is None)
            if not turn.roles
            else invite(turn, turn.units[0])
        )
    unit = next((unit for unit in turn.units if unit.id == case.unit_id), turn.units[0])
    return invite(turn, unit)


def _iit_link(turn: Turn, case: SurveyCase) -> Answer:
    """The IIT link, or why the roster no longer asks this person."""
    if case.not_eligible is None:
        return staff.link(turn, case)
    member = staff.member_of(turn, case)
    if case.not_eligible == NotEligible.UNDER_A_YEAR:
        return binding.not_eligible(turn, member)
    return Answer("staff", [say_staff.binding(turn.w, "left")])


def i_am_staff(turn: Turn) -> Answer:
    """เป็นเจ้าหน้าที่: own staff answer IIT, so the case leaves EIT's figures (domain.md §3)."""
    case = turn.case()
    if case is not None and case.instrument == Instrument.IIT:
        return _iit_link(turn, case)
    if case is not None and case.not_eligible is None:
        change_case(turn.session, case, now=turn.now, not_eligible=NotEligible.OWN_STAFF)
    return Answer("staff", [say.staff_noted(turn.w)])


def i_am_not_staff(turn: Turn) -> Answer:
    """ไม่ใช่เจ้าหน้าที่: said by mistake before; back to the figures and the link."""
    case = turn.case()
    if case is not None and case.instrument == Instrument.IIT:
        return _iit_link(turn, case)
    if case is not None and case.not_eligible == NotEligible.OWN_STAFF:
        change_case(turn.session, case, now=turn.now, not_eligible=None)
    return survey_link(turn)


def speak(language: Language) -> Handler:
    """The handler that changes to that language."""

    def change(turn: Turn) -> Answer:
        turn.person.language = language
        return Answer("language", [say.language_set(turn.w)])

    return change


def cancel(turn: Turn) -> Answer:
    """ยกเลิก: whatever was being asked is not done."""
    coordinator.forget_questions(turn)
    return Answer("cancel", [say_privacy.cancelled(turn.w)])


WORDS: dict[str, Handler] = {
    plain_command(phrase).replace(" ", ""): handler
    for phrases, handler in [
        (
            "ตอบแล้ว|ทำแล้ว|ตอบเสร็จแล้ว|ตอบแบบวัดเรียบร้อยแล้ว|answered|i have answered|done",
            report_answered,
        ),
        ("แบบวัด|ตอบแบบวัด|ขอลิงก์|survey|link", survey_link),
        ("ขอรับการแจ้งเตือน|รับการแจ้งเตือน|remind me", reminders_consent.request),
        ("ยินยอม|i agree|agree", reminders_consent.agree),
        ("ไม่ยินยอม|i do not agree|decline", reminders_consent.decline),
        ("หยุดแจ้งเตือน|หยุด|stop|unsubscribe", reminders_consent.stop),
        ("กลับมารับข้อความ|start|resume", reminders_consent.resume),
        ("ลบข้อมูล|ลบข้อมูลของฉัน|erase|delete my data", person_data.request_erase),
        ("ยืนยันลบข้อมูล|confirm erase", person_data.confirm_erase),
        ("ยกเลิก|cancel", cancel),
        ("ขอข้อมูลของฉัน|ข้อมูลของฉัน|my data", person_data.my_data),
        ("ความเป็นส่วนตัว|นโยบายความเป็นส่วนตัว|privacy", person_data.privacy),
        ("english|ภาษาอังกฤษ", speak(Language.ENGLISH)),
        ("ไทย|ภาษาไทย|thai", speak(Language.THAI)),
        ("เมนู|menu|ช่วยเหลือ|วิธีใช้|help", show_menu),
        ("เป็นเจ้าหน้าที่|ฉันเป็นเจ้าหน้าที่|i am staff|staff", i_am_staff),
        ("ไม่ใช่ฉัน|ไม่ใช่บัตรฉัน|not me", binding.not_me),
        ("ลงชื่อ|ลงชื่อยืนยัน|sign here|sign", staff.request_signature),
        ("ยืนยันลงชื่อ|confirm: sign|confirm sign", staff.confirm_signature),
        ("ลงในกระดาษ|on paper", staff.sign_on_paper),
        ("ถอนการลงชื่อ|take back my signature", staff.take_back),
        ("ไม่ใช่เจ้าหน้าที่|i am not staff|not staff", i_am_not_staff),
    ]
    for phrase in re.split(r"\|", phrases)
}
"""What anybody may type, however it is spaced or cased, and what it does."""
