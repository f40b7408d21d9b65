"""A personal IIT- card meets a LINE account: one person, one account, proved by the start date.

1. Any code of ours is answered alike, with the question: a code tells nothing of its owner.
2. The right day binds; wrong ones are counted for the person and for the card.
3. `ไม่ใช่ฉัน` takes a colleague's card back; a lost phone needs the coordinator's new card.
"""

import secrets
from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from handlers import staff
from handlers.first_contact import closed_answer
from handlers.guessing import note_wrong
from handlers.turn import Answer, Turn
from models.audit import audit
from models.base import insert
from models.campaign import Instrument
from models.counting import Figure, Source, count
from models.outbox_message import OutboxMessage
from models.pending_answer import PendingAnswer, Question, ask, close_question
from models.staff_member import StaffMember, change, find_member
from models.survey_case import NotEligible, SurveyCase, change_case, remove_case
from outbound.messages import staff as say
from rules.eligibility import year_ends_before
from rules.typed_days import DayProblem, read_day

TOPIC = "binding"
ASKED_FOR = timedelta(hours=1)
LONGEST_DAY = 20
"""Characters; longer words that are no day are about something else."""

WRONG_DAYS_A_PAUSE = 5
CARD_PAUSE = timedelta(minutes=10)
CARD_CLOSES_AFTER = 15
"""Wrong days in all, whoever typed them; then only a new card helps."""


def start(turn: Turn, code: str) -> Answer | None:
    """Asks for the start date; None for a code that is nobody's."""
    member = find_member(turn.session, turn.agency.id, turn.agency.hash_of(code))
    if member is None:
        return None
    if member.campaign_id != turn.campaign.id:
        return Answer(TOPIC, [say.binding(turn.w, "left")])
    case = staff.iit_case(turn)
    if case is not None:
        if case.staff_member_id == member.id:
            return staff.link(turn, case)
        return Answer(TOPIC, [say.binding(turn.w, "another")])
    closed = closed_answer(turn)
    if closed is not None:
        return closed
    question = PendingAnswer(
        respondent_id=turn.person.id,
        question=Question.BIND,
        agency_id=turn.agency.id,
        token=secrets.token_hex(8),
        facts={"member": member.id, "code": member.code_hash.hex()},
        expires_at=turn.now + ASKED_FOR,
    )
    ask(turn.session, question)
    return Answer(TOPIC, [say.ask_day(turn.w)])


def answer_day(turn: Turn, words: str) -> Answer | None:
    """The day, if one was asked for; None for words that are about something else."""
    if turn.is_new or not any(character.isdecimal() for character in words):
        return None
    asked = turn.session.get(PendingAnswer, (turn.person.id, Question.BIND))
    if asked is None:
        return None
    day = read_day(words)
    if asked.expires_at <= turn.now:
        turn.session.delete(asked)
        too_late = isinstance(day, date)
        return Answer(TOPIC, [say.binding(turn.w, "expired")]) if too_late else None
    if isinstance(day, DayProblem):
        is_talk = day == DayProblem.UNREADABLE and len(words) > LONGEST_DAY
        return None if is_talk else Answer(TOPIC, [say.day_problem(turn.w, day)])
    member = turn.session.get(StaffMember, int(asked.facts["member"]))
    if member is None or member.code_hash.hex() != asked.facts.get("code"):
        turn.session.delete(asked)
        return Answer(TOPIC, [say.binding(turn.w, "expired")])
    if _rests(turn, member):
        return Answer(TOPIC, [say.binding(turn.w, "card_rests")])
    if day != member.started_on:
        return _wrong_day(turn, member)
    turn.session.delete(asked)
    member.wrong_days = 0
    return closed_answer(turn) or _bind(turn, member)


def _rests(turn: Turn, member: StaffMember) -> bool:
    paused = member.paused_until is not None and member.paused_until > turn.now
    return paused or member.wrong_days >= CARD_CLOSES_AFTER


def _wrong_day(turn: Turn, member: StaffMember) -> Answer:
    """Counts in the database: whoever holds the cards may guess from many accounts at once."""
    wrong = turn.session.scalars(
        update(StaffMember)
        .where(StaffMember.id == member.id)
        .values(wrong_days=StaffMember.wrong_days + 1)
        .execution_options(synchronize_session=False)
        .returning(StaffMember.wrong_days)
    ).one()
    set_committed_value(member, "wrong_days", wrong)
    if wrong % WRONG_DAYS_A_PAUSE == 0:
        member.paused_until = turn.now + CARD_PAUSE
    return note_wrong(turn) or Answer(TOPIC, [say.binding(turn.w, "wrong_day")])


def _bind(turn: Turn, member: StaffMember) -> Answer:
    if member.not_eligible == NotEligible.LEFT:
        return Answer(TOPIC, [say.binding(turn.w, "left")])
    if member.not_eligible is not None:
        return not_eligible(turn, member)
    earlier = turn.case()  # met at a counter before: staff answer IIT (domain.md §3)
    case = _case_of(turn, member)
    if case is None:
        return Answer(TOPIC, [say.binding(turn.w, "taken")])
    if earlier is not None and earlier.not_eligible is None:
        change_case(turn.session, earlier, now=turn.now, not_eligible=NotEligible.OWN_STAFF)
    turn.person.wrong_codes, turn.person.wrong_since = 0, None
    close_question(turn.session, turn.person.id, Question.ACKNOWLEDGE)
    return staff.link(turn, case, bound_to=member)


def not_eligible(turn: Turn, member: StaffMember) -> Answer:
    """Why the person is not asked this year."""
    ends = year_ends_before(turn.campaign.fiscal_year)
    words = say.not_eligible(turn.w, started_on=member.started_on, ends=ends)
    return Answer("not eligible", [words])


def _case_of(turn: Turn, member: StaffMember) -> SurveyCase | None:
    """The member's case, now written to by this person; None when another account has it.

    The database decides, so that of two at once one binds.
    """
    made = turn.session.execute(
        insert(turn.session, SurveyCase)
        .values(
            agency_id=turn.agency.id,
            campaign_id=turn.campaign.id,
            unit_id=member.unit_id,
            instrument=Instrument.IIT,
            source=Source.LINE,
            staff_member_id=member.id,
            met_at=turn.now,
        )
        .on_conflict_do_nothing()
        .returning(SurveyCase.id)
    ).first()
    case = turn.session.scalars(
        update(SurveyCase)
        .where(
            SurveyCase.agency_id == turn.agency.id,
            SurveyCase.campaign_id == turn.campaign.id,
            SurveyCase.instrument == Instrument.IIT,
            SurveyCase.staff_member_id == member.id,
            SurveyCase.respondent_id.is_(None),
        )
        .values(respondent_id=turn.person.id, bound_at=turn.now)
        .returning(SurveyCase)
    ).one_or_none()
    if made is not None and case is not None:
        count(turn.session, case.cell, Figure.JOINED, Source.LINE, at=turn.now)
    return case


def not_me(turn: Turn) -> Answer:
    """ไม่ใช่ฉัน: the card waits for its owner as it was before this account used it.

    What the owner had said from an earlier account stays; only this account's words go.
    """
    case = staff.iit_case(turn)
    if case is None:
        return Answer(TOPIC, [say.binding(turn.w, "not_me_nothing")])
    member = turn.session.get_one(StaffMember, case.staff_member_id)
    if member.evidence_id is not None and member.acknowledged_at is not None:
        return Answer(TOPIC, [say.binding(turn.w, "not_me_handed_in")])
    since = case.bound_at or case.met_at
    if member.acknowledged_at is not None and member.acknowledged_at >= since:
        change(turn.session, member, now=turn.now, acknowledged_at=None)
    close_question(turn.session, turn.person.id, Question.ACKNOWLEDGE)
    if case.bound_at == case.met_at:
        turn.session.execute(
            update(OutboxMessage).where(OutboxMessage.case_id == case.id).values(case_id=None)
        )
        remove_case(turn.session, case, now=turn.now)
    else:
        mine = {
            name: None
            for name in ("reached_at", "reported_at")
            if (moment := getattr(case, name)) is not None and moment >= since
        }
        change_case(turn.session, case, now=turn.now, respondent_id=None, **mine)
    audit(
        turn.session,
        turn.agency.id,
        at=turn.now,
        actor="the person",
        action="card given back",
        member=member.id,
    )
    turn.session.flush()
    return Answer(TOPIC, [say.binding(turn.w, "not_me_done")])
