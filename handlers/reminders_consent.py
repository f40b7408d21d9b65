"""An outsider's own, separate consent to be reminded (domain.md §9.7); never assumed."""

import secrets
from datetime import timedelta

from handlers.first_contact import closed_answer
from handlers.notice import version_in_force
from handlers.turn import Answer, Turn
from models.campaign import Instrument
from models.pending_answer import PendingAnswer, Question, ask, open_question
from models.respondent import Consent, standing_consent
from outbound.messages import respondent as say
from outbound.messages import staff as say_staff

TOPIC = "reminders"
ASKED_FOR = timedelta(days=1)


def request(turn: Turn) -> Answer:
    """Puts the question on a card of its own; asking is not agreeing.

    Staff are not asked: their reminders are a public task, stopped by a word (domain.md §9.7).
    """
    case = turn.case()
    if case is not None and case.instrument == Instrument.IIT:
        turn.person.opted_out_at = None
        return Answer(TOPIC, [say_staff.reminders_may_come(turn.w)])
    closed = closed_answer(turn)
    if closed is not None:
        return closed
    if standing_consent(turn.session, turn.person.id, since=turn.campaign.began_at) is not None:
        return Answer(TOPIC, [say.consent_given(turn.w, until=turn.campaign.closes_on)])
    question = PendingAnswer(
        respondent_id=turn.person.id,
        question=Question.CONSENT,
        agency_id=turn.agency.id,
        token=secrets.token_hex(8),
        expires_at=turn.occurred_at + ASKED_FOR,  # LINE's clock both times: ours may jump
    )
    ask(turn.session, question)
    return Answer(TOPIC, [say.consent_request(turn.w, until=turn.campaign.closes_on)])


def answer(turn: Turn, value: str) -> Answer | None:
    """Takes yes or no, but only to a question that was asked."""
    asked = open_question(turn.session, turn.person.id, Question.CONSENT, now=turn.occurred_at)
    if asked is None or value not in ("yes", "no"):
        return None
    turn.session.delete(asked)
    if value == "no":
        return Answer(TOPIC, [say.consent_declined(turn.w)])
    if standing_consent(turn.session, turn.person.id, since=turn.campaign.began_at) is None:
        turn.session.add(
            Consent(
                agency_id=turn.agency.id,
                respondent_id=turn.person.id,
                notice_version=version_in_force(turn.campaign),
                given_at=turn.now,
            )
        )
    turn.person.opted_out_at = None
    return Answer(TOPIC, [say.consent_given(turn.w, until=turn.campaign.closes_on)])


def agree(turn: Turn) -> Answer | None:
    """ยินยอม, typed."""
    return answer(turn, "yes")


def decline(turn: Turn) -> Answer | None:
    """ไม่ยินยอม, typed; after having agreed, it takes the consent back."""
    consent = standing_consent(turn.session, turn.person.id, since=turn.person.met_at)
    if consent is None:
        return answer(turn, "no")
    consent.withdrawn_at = turn.now
    return Answer(TOPIC, [say.consent_withdrawn(turn.w)])


def stop(turn: Turn) -> Answer:
    """หยุดแจ้งเตือน: at once, and the consent with it."""
    already = turn.person.opted_out_at is not None
    turn.person.opted_out_at = turn.person.opted_out_at or turn.now
    consent = standing_consent(turn.session, turn.person.id, since=turn.person.met_at)
    if consent is not None:
        consent.withdrawn_at = turn.now
    return Answer(TOPIC, [say.stopped(turn.w, already=already)])


def resume(turn: Turn) -> Answer:
    """The way back: messages may come again, reminders only after a new consent."""
    turn.person.opted_out_at = None
    return Answer(TOPIC, [say.resumed(turn.w)])
