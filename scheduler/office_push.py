"""Messages to people of the office that did not ask for them: budgeted, or kept for later."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.allowance import allowance
from models.campaign import Campaign
from models.outbox_message import OutboxState
from models.respondent import Respondent
from models.role import Role, RoleName
from outbound.outbox import enqueue_push


def office_people(
    session: Session, campaign: Campaign, names: Collection[RoleName]
) -> Iterator[tuple[Respondent, list[Role]]]:
    """People of the office who may be written to, each once, with their hats of those names."""
    rows = session.execute(
        select(Respondent, Role)
        .join(Role, Role.respondent_id == Respondent.id)
        .where(
            Role.agency_id == campaign.agency_id,
            Role.ended_at.is_(None),
            Role.name.in_(names),
            Respondent.blocked_at.is_(None),
            Respondent.opted_out_at.is_(None),
        )
        .order_by(Respondent.id, Role.id)
    ).all()
    people: dict[int, tuple[Respondent, list[Role]]] = {}
    for person, role in rows:
        people.setdefault(person.id, (person, []))[1].append(role)
    yield from people.values()


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
    may_cost: bool = True,
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
    if may_cost and ledger.left > 0:
        ledger.spent += 1
    else:
        row.state, row.ended_at, row.reason = OutboxState.HELD, now, "no allowance left"
