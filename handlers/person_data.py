"""A person's rights over what is held of them: to see it, to have it erased (domain.md §9)."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from handlers import staff
from handlers.notice import page_of
from handlers.turn import Answer, Turn
from models.agency import Unit
from models.audit import audit
from models.forgetting import forget_people
from models.pending_answer import PendingAnswer, Question, ask, open_question
from models.respondent import Respondent, standing_consent
from outbound.messages import privacy as say
from outbound.messages.notice import sections
from rules.thai_dates import bangkok_date, thai_date

TOPIC = "personal data"
ASKED_FOR = timedelta(minutes=10)


def privacy(turn: Turn) -> Answer:
    """The whole notice of PDPA s.23, in the chat."""
    of_staff = staff.iit_case(turn) is not None
    parts = sections(turn.w, turn.campaign.content["notice"], of_staff=of_staff)
    message = say.privacy(turn.w, parts=parts, page=page_of(turn))
    return Answer(TOPIC, [message])


def my_data(turn: Turn) -> Answer:
    """Everything held of this person, in words."""
    return Answer(
        TOPIC, [say.my_data(turn.w, rows=_rows(turn), of_staff=staff.iit_case(turn) is not None)]
    )


def _rows(turn: Turn) -> list[tuple[str, str]]:
    w, case, person = turn.w, turn.case(), turn.person
    consent = standing_consent(turn.session, person.id, since=person.met_at)
    # Of a staff case only what this very account said: its card may have been another's before.
    since = case.bound_at if case is not None and case.bound_at is not None else person.met_at
    day = {
        "met": person.met_at,
        "noticed": person.noticed_at,
        "reached": _after(since, case.reached_at if case else None),
        "reported": _after(since, case.reported_at if case else None),
        "consent": consent.given_at if consent else None,
        "stopped": person.opted_out_at,
    }
    rows = [(w("my_data.line_id"), w("my_data.line_id_value"))]
    if case is not None:
        rows.append((w("my_data.unit"), turn.name_of(turn.session.get_one(Unit, case.unit_id))))
    if case is not None and case.staff_member_id is not None:
        rows += staff.held_data(turn, case)
    rows += [
        (w(f"my_data.{name}"), thai_date(bangkok_date(moment), turn.language))
        for name, moment in day.items()
        if moment is not None
    ]
    worn = dict.fromkeys(role.name for role in turn.roles)  # a hat of two units is told once
    return [*rows, *((w("my_data.role"), w(f"role.{name}")) for name in worn)]


def _after(since: datetime, moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment >= since else None


def request_erase(turn: Turn) -> Answer:
    """Asks once more: what is erased cannot be brought back."""
    question = PendingAnswer(
        respondent_id=turn.person.id,
        question=Question.ERASE,
        agency_id=turn.agency.id,
        token=secrets.token_hex(8),
        expires_at=turn.now + ASKED_FOR,
    )
    ask(turn.session, question)
    return Answer(
        TOPIC,
        [
            say.erase_request(
                turn.w, has_role=bool(turn.roles), of_staff=staff.iit_case(turn) is not None
            )
        ],
    )


def answer_erase(turn: Turn, value: str) -> Answer | None:
    """Erases on yes, but only when it was asked for within ten minutes."""
    asked = open_question(turn.session, turn.person.id, Question.ERASE, now=turn.now)
    if asked is None or value != "yes":
        return None
    erased = say.erased(turn.w)
    forget(turn.session, turn.person, actor="the person", now=turn.now)
    turn.erased = True
    return Answer(TOPIC, [erased])


def confirm_erase(turn: Turn) -> Answer | None:
    """ยืนยันลบข้อมูล, typed."""
    return answer_erase(turn, "yes") or request_erase(turn)


def forget(session: Session, person: Respondent, *, actor: str, now: datetime) -> None:
    """Drops the person's identity and keeps the anonymous count (domain.md §9.8)."""
    forget_people(session, [person.id], now=now)
    audit(session, person.agency_id, at=now, actor=actor, action="person erased")
