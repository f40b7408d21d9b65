"""What we do when something happens: one stored event, one transaction, at most one answer."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, or_, select, tuple_
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased

from handlers import follow, postback, text
from handlers.turn import Answer, Handler, Office, Turn
from models.agency import Agency
from models.campaign import current_campaign
from models.respondent import meet
from models.role import roles_of
from models.session import Database
from models.webhook_event import IS_OPEN, EventState, WebhookEvent
from outbound.outbox import enqueue_reply
from rules.line_event import Event, read_event
from rules.thai_dates import bangkok_date

log = structlog.get_logger()

HANDLERS: dict[str, Handler] = {
    "message": text.handle,
    "postback": postback.handle,
    "follow": follow.handle,
    "unfollow": follow.handle_unfollow,
}

BACKOFF_S = (1, 4, 15)
"""Between tries of a failing event; after the last it is kept as failed, to be replayed."""


def handle_next(database: Database, office: Office, *, now: datetime) -> bool:
    """Handles the oldest event whose person has none open before it; False when there is none.

    The row stays locked for the length of its transaction: if we die, it is free again, and
    nothing of what we did remains.
    """
    event_id = None
    try:
        with database.transaction() as session:
            row = _take(session, now=now)
            if row is None:
                return False
            event_id = row.id
            _handle(session, row, office, now=now)
    except OperationalError:
        raise  # the database is away or busy: no fault of the event's
    except Exception as error:
        if event_id is None:
            raise
        log.exception("event failed", event_id=event_id, error=type(error).__name__)
        _put_back(database, event_id, error, now=now)
    return True


def is_any_event_due(session: Session, *, now: datetime) -> bool:
    """Whether some event waits to be handled."""
    due = (WebhookEvent.state == IS_OPEN, WebhookEvent.due_at <= now)
    return session.scalar(select(WebhookEvent.id).where(*due).limit(1)) is not None


def _take(session: Session, *, now: datetime) -> WebhookEvent | None:
    earlier = aliased(WebhookEvent)
    waits_for_earlier = exists().where(
        earlier.agency_id == WebhookEvent.agency_id,
        earlier.lane == WebhookEvent.lane,
        earlier.state == IS_OPEN,
        tuple_(earlier.occurred_at, earlier.id) < tuple_(WebhookEvent.occurred_at, WebhookEvent.id),
    )
    return session.scalar(
        select(WebhookEvent)
        .where(
            WebhookEvent.state == IS_OPEN,
            WebhookEvent.due_at <= now,
            or_(WebhookEvent.lane.is_(None), ~waits_for_earlier),
        )
        .order_by(WebhookEvent.due_at, WebhookEvent.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _handle(session: Session, row: WebhookEvent, office: Office, *, now: datetime) -> None:
    event = read_event(row.payload or "{}")
    turn = _turn(session, row, event, office, now=now)
    handler = HANDLERS.get(row.kind)
    if turn is None or handler is None:
        row.finish(EventState.IGNORED, now=now, reason=_why_ignored(event, handler))
        return
    answer = handler(turn)
    if answer is not None and event.reply_token is not None:
        _say(turn, row, event.reply_token, answer)
    row.finish(EventState.HANDLED, now=now)


def _turn(
    session: Session, row: WebhookEvent, event: Event, office: Office, *, now: datetime
) -> Turn | None:
    """The person's turn; None for events of nobody, of no campaign, or in standby."""
    if event.mode != "active" or event.user_id is None:
        return None
    agency = session.get_one(Agency, row.agency_id)
    campaign = current_campaign(session, agency.id, bangkok_date(now))
    if campaign is None:
        return None
    person = meet(session, agency, user_id=event.user_id, now=now)
    return Turn(
        session=session,
        agency=agency,
        campaign=campaign,
        person=person,
        roles=roles_of(session, agency.id, person.id),
        event=event,
        occurred_at=row.occurred_at,
        office=office,
        now=now,
    )


def _why_ignored(event: Event, handler: Handler | None) -> str:
    if event.mode != "active":
        return f"mode {event.mode[:20]}"
    if handler is None:
        return "a kind we do not act on"
    return "nobody to answer" if event.user_id is None else "no campaign is loaded"


def _say(turn: Turn, row: WebhookEvent, reply_token: str, answer: Answer) -> None:
    in_private = not turn.event.in_group
    enqueue_reply(
        turn.session,
        agency_id=turn.agency.id,
        respondent_id=turn.person.id if in_private and not turn.erased else None,
        webhook_event_id=row.id,
        reply_token=reply_token,
        received_at=row.received_at,
        topic=answer.topic,
        messages=answer.messages,
        case_id=answer.case_id,
        now=turn.now,
        allow_http=turn.office.on_simulator,
    )


def _put_back(database: Database, event_id: int, error: Exception, *, now: datetime) -> None:
    """Leaves the event for another try, or keeps it as failed with its reason."""
    with database.transaction() as session:
        row = session.get(WebhookEvent, event_id, with_for_update=True)
        if row is None or row.state != EventState.OPEN:
            return
        row.tries += 1
        # Only the kind of error: its message may quote what the person wrote.
        reason = f"{type(error).__name__} after {row.tries} tries"
        if row.tries > len(BACKOFF_S):
            row.finish(EventState.FAILED, now=now, reason=reason)
        else:
            row.due_at, row.reason = now + timedelta(seconds=BACKOFF_S[row.tries - 1]), reason


def replay(session: Session, row: WebhookEvent, *, now: datetime) -> None:
    """Opens a failed event again; its words are still there, its reply token is not alive."""
    row.state, row.tries, row.due_at, row.handled_at = EventState.OPEN, 0, now, None
