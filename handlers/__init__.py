"""What we do when something happens: one stored event, one transaction, at most one answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, bindparam, exists, or_, select, tuple_
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased

from handlers import follow, notice, postback, text
from handlers.turn import Answer, Handler, Office, Turn
from models.agency import Agency, Unit, units_of
from models.busy import busy_offices
from models.campaign import Campaign, current_campaign
from models.respondent import Meeting, meet
from models.role import roles_of
from models.service_point import ServicePoint
from models.session import Database
from models.webhook_event import IS_OPEN, EventState, WebhookEvent
from outbound.outbox import enqueue_reply
from rules.line_event import Event, read_event
from rules.rota import Rota
from rules.thai_dates import bangkok_date

log = structlog.get_logger()

HANDLERS: dict[str, Handler] = {
    "message": text.handle,
    "postback": postback.handle,
    "follow": follow.handle,
    "unfollow": follow.handle_unfollow,
}


@dataclass(frozen=True)
class Scene:
    """What the events of one office share in a transaction, asked once: who, where, for what."""

    agency: Agency
    campaign: Campaign
    units: list[Unit]
    people: dict[str, Meeting]
    points: dict[str, ServicePoint | None] = field(default_factory=dict)


BACKOFF_S = (1, 4, 15)
"""Between tries of a failing event; after the last it is kept as failed, to be replayed."""


def _next_events() -> Select[WebhookEvent]:
    """Built once: putting the query together costs more than running it."""
    earlier = aliased(WebhookEvent)
    waits_for_earlier = exists().where(
        earlier.agency_id == WebhookEvent.agency_id,
        earlier.lane == WebhookEvent.lane,
        earlier.state == IS_OPEN,
        tuple_(earlier.occurred_at, earlier.id) < tuple_(WebhookEvent.occurred_at, WebhookEvent.id),
    )
    return (
        select(WebhookEvent)
        .where(
            WebhookEvent.agency_id == bindparam("office"),
            WebhookEvent.state == IS_OPEN,
            WebhookEvent.due_at <= bindparam("now"),
            or_(WebhookEvent.lane.is_(None), ~waits_for_earlier),
        )
        .order_by(WebhookEvent.due_at, WebhookEvent.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


NEXT = _next_events()

BUSY = busy_offices(
    WebhookEvent, WebhookEvent.state == IS_OPEN, due=WebhookEvent.due_at <= bindparam("now")
)


def handle_due(
    database: Database, office: Office, *, now: datetime, limit: int, rota: Rota | None = None
) -> int:
    """Handles up to `limit` events, each the oldest open one of its person; how many it was.

    Offices with events waiting take turns, as `rota` remembers from one call to the next.

    They share one transaction, as one commit costs the disk's time whatever its size; if one
    fails, each is handled by itself. The rows stay locked until the end: if we die, they are
    free again, and nothing of what we did remains.
    """
    if limit > 1:
        try:
            return _handle_together(database, office, rota or Rota(), now=now, limit=limit)
        except OperationalError:
            raise  # the database is away or busy: no fault of any event's
        except Exception as error:
            log.info("a batch failed, one by one now", error=type(error).__name__)
    return sum(handle_next(database, office, now=now, rota=rota) for _ in range(limit))


def handle_next(
    database: Database, office: Office, *, now: datetime, rota: Rota | None = None
) -> bool:
    """Handles one event; False when none is due. A failing one is put back or kept as failed."""
    taken: list[int] = []
    try:
        alone = _handle_together(database, office, rota or Rota(), now=now, limit=1, taken=taken)
        return alone == 1
    except OperationalError:
        raise
    except Exception as error:
        if not taken:
            raise
        log.exception("event failed", event_id=taken[0], error=type(error).__name__)
        _put_back(database, taken[0], error, now=now)
        return True


def _handle_together(
    database: Database,
    office: Office,
    rota: Rota,
    *,
    now: datetime,
    limit: int,
    taken: list[int] | None = None,
) -> int:
    with database.transaction() as session:
        rows = _take(session, rota, limit=limit, now=now)
        if taken is not None:
            taken.extend(row.id for row in rows)
        events = [(row, read_event(row.payload or "{}")) for row in rows]
        scenes = _scenes(session, events, now=now)
        for row, event in events:
            _handle(session, row, event, office, scenes.get(row.agency_id), now=now)
        return len(rows)


def is_any_event_due(session: Session, *, now: datetime) -> bool:
    """Whether some event waits to be handled."""
    due = (WebhookEvent.state == IS_OPEN, WebhookEvent.due_at <= now)
    return session.scalar(select(WebhookEvent.id).where(*due).limit(1)) is not None


def _take(session: Session, rota: Rota, *, limit: int, now: datetime) -> Sequence[WebhookEvent]:
    """Locks each office's oldest due events, at most one a person: the first still open."""

    def oldest(agency_id: int, most: int) -> Sequence[WebhookEvent]:
        return session.scalars(NEXT, {"office": agency_id, "now": now, "most": most}).all()

    return rota.deal(session.scalars(BUSY, {"now": now}).all(), limit, oldest)


def _scenes(
    session: Session, events: list[tuple[WebhookEvent, Event]], *, now: datetime
) -> dict[int, Scene]:
    """The scene of each office that has a campaign, with everybody who wrote to it."""
    scenes = {}
    for agency_id in {row.agency_id for row, _ in events}:
        campaign = current_campaign(session, agency_id, bangkok_date(now))
        if campaign is None:
            continue
        agency = session.get_one(Agency, agency_id)
        writers = [
            event.user_id
            for row, event in events
            if row.agency_id == agency_id and event.user_id and event.mode == "active"
        ]
        people = meet(session, agency, user_ids=writers, now=now)
        scenes[agency_id] = Scene(agency, campaign, units_of(session, agency_id), people)
    return scenes


def _handle(
    session: Session,
    row: WebhookEvent,
    event: Event,
    office: Office,
    scene: Scene | None,
    *,
    now: datetime,
) -> None:
    turn = _turn(session, row, event, office, scene, now=now)
    handler = HANDLERS.get(row.kind)
    if turn is None or handler is None:
        row.finish(EventState.IGNORED, now=now, reason=_why_ignored(event, handler))
        return
    answer = notice.with_news(turn, handler(turn))
    if answer is not None and event.reply_token is not None:
        _say(turn, row, event.reply_token, answer)
    row.finish(EventState.HANDLED, now=now)
    if turn.erased:  # a restore from an older backup would bring them back: docs/runbook.md
        log.info("person erased", person=turn.person.id)


def _turn(
    session: Session,
    row: WebhookEvent,
    event: Event,
    office: Office,
    scene: Scene | None,
    *,
    now: datetime,
) -> Turn | None:
    """The person's turn; None for events of nobody, of no campaign, or in standby."""
    if scene is None or event.mode != "active" or event.user_id is None:
        return None
    met = scene.people[event.user_id]
    return Turn(
        session=session,
        agency=scene.agency,
        campaign=scene.campaign,
        all_units=scene.units,
        person=met.person,
        is_new=met.is_new,
        roles=[] if met.is_new else roles_of(session, scene.agency.id, met.person.id),
        event=event,
        occurred_at=row.occurred_at,
        office=office,
        now=now,
        points=scene.points,
    )


def _why_ignored(event: Event, handler: Handler | None) -> str:
    if event.mode != "active":
        return f"mode {event.mode[:20]}"
    if handler is None:
        return "a kind we do not act on"
    return "nobody to answer" if event.user_id is None else "no campaign is loaded"


def _say(turn: Turn, row: WebhookEvent, reply_token: str, answer: Answer) -> None:
    known = not turn.event.in_group and not turn.erased
    enqueue_reply(
        turn.session,
        agency_id=turn.agency.id,
        respondent_id=turn.person.id if known else None,
        may_have_held=known and not turn.is_new,
        webhook_event_id=row.id,
        reply_token=reply_token,
        received_at=row.received_at,
        topic=answer.topic,
        messages=answer.messages,
        case=answer.case,
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
