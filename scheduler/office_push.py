"""A message to somebody of the office that did not ask for it: budgeted, or kept for later."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.allowance import allowance
from models.campaign import Campaign
from models.outbox_message import OutboxState
from models.respondent import Respondent
from outbound.outbox import enqueue_push


def push_to_office(
    session: Session,
    campaign: Campaign,
    person: Respondent,
    message: dict[str, Any],
    *,
    topic: str,
    today: date,
    not_after: datetime,
    now: datetime,
) -> None:
    """A push while the allowance lasts; else it waits for the person's next message, free,
    for as long as it would have been sent.
    """
    monthly = int(campaign.reminders["allowance"]["monthly"])
    ledger = allowance(session, campaign.agency_id, today, granted=monthly)
    row = enqueue_push(
        session,
        agency_id=campaign.agency_id,
        respondent_id=person.id,
        topic=topic,
        messages=[message],
        not_after=not_after,
        now=now,
    )
    if ledger.left > 0:
        ledger.spent += 1
    else:
        row.state, row.ended_at, row.reason = OutboxState.HELD, now, "no allowance left"
