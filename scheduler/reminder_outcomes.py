"""What became of queued reminders, and the allowance of those that did not go.

A reminder LINE would not take for want of allowance is refused like one the ledger did not reach:
its words wait for the person's next message.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, select
from sqlalchemy.orm import Session

from models.agency import Agency
from models.allowance import month_of, settle
from models.campaign import Campaign
from models.outbox_message import IS_LATER, OutboxMessage, OutboxState
from models.reminder import IS_QUEUED, Reminder, ReminderState
from rules.reminders import Reason
from rules.thai_dates import bangkok_date

ENDED = {
    OutboxState.SENT: ReminderState.SENT,
    OutboxState.UNCONFIRMED: ReminderState.SENT,  # perhaps received: it counts against the three
    OutboxState.DELIVERED_LATER: ReminderState.SENT,
    OutboxState.CANCELLED: ReminderState.CANCELLED,
    OutboxState.FAILED: ReminderState.CANCELLED,
    OutboxState.HELD: ReminderState.REFUSED,
}


HAS_ENDED = (Reminder.state == IS_QUEUED, OutboxMessage.state.in_(list(ENDED)))
"""Queued reminders whose message has ended; each is asked of once, whatever was sent before."""

WENT_LATER = (
    OutboxMessage.state == IS_LATER,
    OutboxMessage.reminder_id.is_not(None),
    Reminder.state == ReminderState.REFUSED,
    Reminder.reason == Reason.NO_ALLOWANCE,
)
"""Refused for want of allowance, they waited for the person to write and went with a reply."""


def unsettled() -> CompoundSelect[Any]:
    """The campaigns, of all offices, of which something would be settled."""
    of_any = select(Reminder.campaign_id).join(
        OutboxMessage, OutboxMessage.reminder_id == Reminder.id
    )
    of_each = OutboxMessage.agency_id.in_(select(Agency.id))  # one look into its index
    return of_any.where(*HAS_ENDED).union(of_any.where(of_each, *WENT_LATER))


def settle_reminders(session: Session, campaign: Campaign) -> int:
    """Writes what became of queued reminders, and gives back the allowance of those not sent."""
    of_office = OutboxMessage.agency_id == campaign.agency_id
    rows = _ends(session, campaign, *HAS_ENDED) + _ends(session, campaign, of_office, *WENT_LATER)
    sent: dict[date, int] = defaultdict(int)
    released: dict[date, int] = defaultdict(int)
    for row, message in rows:
        month, was_reserved = month_of(row.day), row.state == ReminderState.QUEUED
        row.state = ENDED[OutboxState(message.state)]
        if message.state == OutboxState.DELIVERED_LATER:  # with a reply, which is free
            row.sent_on = bangkok_date(message.ended_at or message.created_at)
            released[month] += was_reserved
        elif row.state == ReminderState.SENT:
            sent[month] += 1
        else:
            is_held = row.state == ReminderState.REFUSED
            row.reason = Reason.NO_ALLOWANCE if is_held else str(message.reason or "")[:60]
            row.sent_on = None
            released[month] += 1
    for month in {*sent, *released}:
        settle(
            session,
            campaign.agency_id,
            month,
            sent=sent[month],
            released=released[month],
        )
    return len(rows)


def _ends(
    session: Session, campaign: Campaign, *which: ColumnElement[bool]
) -> list[Row[Reminder, OutboxMessage]]:
    mine = (Reminder.agency_id == campaign.agency_id, Reminder.campaign_id == campaign.id)
    found = select(Reminder, OutboxMessage).join(
        OutboxMessage, OutboxMessage.reminder_id == Reminder.id
    )
    return list(session.execute(found.where(*mine, *which)))
