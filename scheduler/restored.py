"""What must not happen after a restore: anything said twice (docs/decisions/0009).

The backup knows nothing of what went out after it was made. So all that it holds and has not
ended may have gone, and so may every reminder that fell due until the restore.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.agency import Agency
from models.audit import audit
from models.base import insert
from models.campaign import Campaign, current_campaign
from models.chat_link import ChatLink
from models.desk_session import DeskSession
from models.heartbeat import Heartbeat
from models.job_run import is_first_run
from models.lease import Lease
from models.outbox_message import OPEN_STATES, OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.webhook_event import IS_OPEN, WebhookEvent
from rules.thai_dates import BANGKOK, bangkok_date, bangkok_midnight
from scheduler.reminder_jobs import SENDING_FROM
from scheduler.reminder_plan import Candidate, plan_round

PERHAPS_SENT = "perhaps_sent_before_the_restore"
"""Why a reminder counts as sent of which nobody knows."""


@dataclass(frozen=True)
class Afterwards:
    """What was ended or assumed, in numbers."""

    messages: int
    events: int
    reminders: int


def make_safe(session: Session, *, made_at: datetime, now: datetime) -> Afterwards:
    """Sees to it that nothing goes out again, in the transaction of the restore."""
    for kind in (Heartbeat, Lease, ChatLink, DeskSession):  # of processes and browsers long gone
        session.execute(delete(kind))
    done = Afterwards(
        messages=_end_messages(session, now=now),
        events=_handle_in_silence(session),
        reminders=_assume_reminded(session, made_at=made_at, now=now),
    )
    for agency_id in session.scalars(select(Agency.id)):
        audit(
            session,
            agency_id,
            at=now,
            actor="command line",
            action="restored from a backup",
            made_at=made_at.isoformat(),
            messages=done.messages,
            reminders=done.reminders,
        )
    return done


def _end_messages(session: Session, *, now: datetime) -> int:
    """What waited, was on its way or was kept for a reply may have gone: it never goes again."""
    unended = [*OPEN_STATES, OutboxState.HELD]
    ended = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state.in_(unended))
        .values(
            state=OutboxState.UNCONFIRMED,
            ended_at=now,
            reason="restored from a backup: it may have gone",
            messages=None,
            reply_token=None,
        )
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]  # an UPDATE has it


def _handle_in_silence(session: Session) -> int:
    """Events not handled yet still count, but are not answered: it was done, or is too late."""
    rows = session.scalars(select(WebhookEvent).where(WebhookEvent.state == IS_OPEN)).all()
    for row in rows:
        said = json.loads(row.payload or "{}")
        said.pop("replyToken", None)
        row.payload = json.dumps(said, ensure_ascii=False)
    session.flush()
    return len(rows)


def _assume_reminded(session: Session, *, made_at: datetime, now: datetime) -> int:
    """Who was due on a day since the backup counts as reminded that day."""
    reminded = 0
    for agency_id in session.scalars(select(Agency.id)).all():
        for day in _days_since(made_at, now):
            campaign = current_campaign(session, agency_id, day)
            if campaign is None or not campaign.is_open(day):
                continue
            is_first_run(  # the digests of that day, too
                session, f"digests {campaign.id}", scheduled_at=bangkok_midnight(day), now=now
            )
            if "allowance" in campaign.reminders:
                reminded += _assume_round(session, campaign, day, made_at=made_at, now=now)
    return reminded


def _days_since(made_at: datetime, now: datetime) -> list[date]:
    """Bangkok days whose hours for sending had begun, from the backup's own to today's."""
    first, today = bangkok_date(made_at), bangkok_date(now)
    if now.astimezone(BANGKOK).time() < SENDING_FROM:
        today -= timedelta(days=1)
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]


def _assume_round(
    session: Session, campaign: Campaign, day: date, *, made_at: datetime, now: datetime
) -> int:
    """A round the backup knows as sent is known whole; one it does not know may have gone."""
    announced = session.scalar(
        select(ReminderRound)
        .where(
            ReminderRound.agency_id == campaign.agency_id,
            ReminderRound.campaign_id == campaign.id,
            ReminderRound.day == day,
        )
        .with_for_update()
    )
    if announced is None and day == bangkok_date(made_at):
        return 0  # it would have been announced the evening before
    if announced is not None:
        if announced.state != RoundState.ANNOUNCED:
            return 0
        announced.state = RoundState.HELD  # it does not go (again), and is no cause for an alarm
    due = plan_round(session, campaign, day=day, now=now).due
    _note(session, campaign, day, due, now=now)
    return len(due)


def _note(
    session: Session, campaign: Campaign, day: date, due: list[Candidate], *, now: datetime
) -> None:
    if not due:
        return
    assumed = {
        "day": day,
        "state": ReminderState.SENT,
        "reason": PERHAPS_SENT,
        "decided_at": now,
        "sent_on": day,
    }
    statement = insert(session, Reminder)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["agency_id", "campaign_id", "case_id", "step"], set_=assumed
        ),
        [
            {
                **assumed,
                "agency_id": campaign.agency_id,
                "campaign_id": campaign.id,
                "case_id": each.case.id,
                "step": each.decision.step,
            }
            for each in due
        ],
    )
    session.flush()
