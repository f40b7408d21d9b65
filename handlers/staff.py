"""The conversation with staff: their IIT link, ตอบแล้ว, and signing for the sheet."""

import secrets
from datetime import timedelta

from handlers.first_contact import INVITATION, closed_answer
from handlers.notice import note_notice
from handlers.turn import Answer, Turn
from models.agency import Unit
from models.campaign import Instrument
from models.counting import Figure
from models.pending_answer import PendingAnswer, Question, ask, open_question
from models.staff_member import StaffMember, change
from models.survey_case import SurveyCase, mark
from outbound.messages import staff as say
from rules.thai_dates import short_thai_date

TOPIC = "signature"
ASKED_FOR = timedelta(days=1)
REFUSED = "refused"


def iit_case(turn: Turn) -> SurveyCase | None:
    """The person's IIT case, when they have used their card."""
    case = turn.case()
    return case if case is not None and case.instrument == Instrument.IIT else None


def member_of(turn: Turn, case: SurveyCase) -> StaffMember:
    """Whose case it is."""
    return turn.session.get_one(StaffMember, case.staff_member_id)


def link(turn: Turn, case: SurveyCase, *, bound_to: StaffMember | None = None) -> Answer:
    """The IIT link; with the whole notice when the card has just been bound."""
    closed = closed_answer(turn)
    if closed is not None:
        return closed
    bound = None
    if bound_to is not None:
        note_notice(turn)
        unit = turn.session.get_one(Unit, bound_to.unit_id)
        bound = (bound_to.name, turn.name_of(unit))
    message = say.link(
        turn.w,
        office=turn.office_name,
        survey_url=turn.campaign.survey_url(Instrument.IIT),
        closes_on=turn.campaign.closes_on,
        minutes=turn.campaign.minutes,
        practice=turn.campaign.is_practice(Instrument.IIT),
        bound_to=bound,
    )
    return Answer(INVITATION, [message], case=case)


def report_answered(turn: Turn, case: SurveyCase) -> Answer:
    """ตอบแล้ว: counted for the whole office, shown of nobody (domain.md §9.6)."""
    closed = closed_answer(turn)
    if closed is not None and case.reported_at is None:
        return closed
    mark(turn.session, [case], Figure.REACHED, now=turn.now)
    # Said from an earlier account, it is not told to this one: a card may change hands.
    since, before = case.bound_at or case.met_at, case.reported_at
    mark(turn.session, [case], Figure.REPORTED, now=turn.now)
    first = before is None or before < since
    signed = member_of(turn, case).has_signed
    return Answer("answered", [say.thanks(turn.w, already=not first, signed=signed)])


def request_signature(turn: Turn) -> Answer:
    """ลงชื่อยืนยัน: asks explicitly, for a name will be on a sheet; apart from ตอบแล้ว."""
    case = iit_case(turn)
    if case is None or case.not_eligible is not None:
        return Answer(TOPIC, [say.acknowledging(turn.w, "no_card")])
    if member_of(turn, case).has_signed:
        return Answer(TOPIC, [say.acknowledging(turn.w, "already")])
    closed = closed_answer(turn)
    if closed is not None:
        return closed
    rule = str(turn.campaign.content["line_signature"])
    if rule == REFUSED:
        return Answer(TOPIC, [say.acknowledge_request(turn.w, line_signature=rule)])
    question = PendingAnswer(
        respondent_id=turn.person.id,
        question=Question.ACKNOWLEDGE,
        agency_id=turn.agency.id,
        token=secrets.token_hex(8),
        expires_at=turn.now + ASKED_FOR,
    )
    ask(turn.session, question)
    return Answer(TOPIC, [say.acknowledge_request(turn.w, line_signature=rule)])


def answer_signature(turn: Turn, value: str) -> Answer | None:
    """Takes yes or no, but only to a question that was asked."""
    asked = open_question(turn.session, turn.person.id, Question.ACKNOWLEDGE, now=turn.now)
    case = iit_case(turn)
    if asked is None or case is None or value not in ("yes", "no"):
        return Answer(TOPIC, [say.acknowledging(turn.w, "expired")])
    turn.session.delete(asked)
    if value == "no":
        return Answer(TOPIC, [say.acknowledging(turn.w, "paper")])
    closed = closed_answer(turn)
    if closed is not None:
        return closed
    member = member_of(turn, case)
    if member.has_signed:
        return Answer(TOPIC, [say.acknowledging(turn.w, "already")])
    if turn.campaign.content["line_signature"] == REFUSED:
        return Answer(TOPIC, [say.acknowledging(turn.w, "refused")])
    change(turn.session, member, now=turn.now, acknowledged_at=turn.now)
    return Answer(TOPIC, [say.acknowledging(turn.w, "done")])


def confirm_signature(turn: Turn) -> Answer | None:
    """ยืนยันลงชื่อ, typed."""
    return answer_signature(turn, "yes")


def sign_on_paper(turn: Turn) -> Answer | None:
    """ลงในกระดาษ, typed."""
    return answer_signature(turn, "no")


def take_back(turn: Turn) -> Answer:
    """ถอนการลงชื่อ: as easy as giving it, until the sheet is handed in."""
    case = iit_case(turn)
    member = member_of(turn, case) if case is not None else None
    if member is None or member.acknowledged_at is None:
        return Answer(TOPIC, [say.acknowledging(turn.w, "nothing")])
    if member.evidence_id is not None:
        return Answer(TOPIC, [say.acknowledging(turn.w, "handed_in")])
    change(turn.session, member, now=turn.now, acknowledged_at=None)
    return Answer(TOPIC, [say.acknowledging(turn.w, "taken_back")])


def held_data(turn: Turn, case: SurveyCase) -> list[tuple[str, str]]:
    """What the roster holds of this person, for ขอข้อมูลของฉัน."""
    member, w = member_of(turn, case), turn.w
    days = {
        "started": member.started_on,
        "acknowledged": member.acknowledged_at,
        "signed": member.signed_at,
    }
    rows = [(w("staff_data.name"), member.name)]
    rows += [(w("staff_data.number"), member.number)] if member.number else []
    rows.append((w("staff_data.group"), w(f"group.{member.staff_group}")))
    rows += [
        (w(f"staff_data.{name}"), short_thai_date(turn.day_of(moment), turn.language))
        for name, moment in days.items()
        if moment is not None
    ]
    return rows
