"""Reminder rounds past: how many went, and why the others did not, in numbers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.campaign import Campaign
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState


@dataclass(frozen=True)
class PastRound:
    """One day's round; `states` and `reasons` are people, `reasons` of those not sent to."""

    day: date
    state: RoundState
    announced: int
    states: Mapping[ReminderState, int]
    reasons: Mapping[str, int]


def past_rounds(session: Session, campaign: Campaign, *, before: date) -> list[PastRound]:
    """The rounds before that day, newest first; two queries."""
    rounds = session.scalars(
        select(ReminderRound)
        .where(
            ReminderRound.agency_id == campaign.agency_id,
            ReminderRound.campaign_id == campaign.id,
            ReminderRound.day <= before,
        )
        .order_by(ReminderRound.day.desc())
    ).all()
    states: dict[int | None, dict[ReminderState, int]] = defaultdict(lambda: defaultdict(int))
    reasons: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = session.execute(
        select(Reminder.round_id, Reminder.state, Reminder.reason, func.count())
        .where(
            Reminder.agency_id == campaign.agency_id,
            Reminder.round_id.in_([each.id for each in rounds]),
        )
        .group_by(Reminder.round_id, Reminder.state, Reminder.reason)
    )
    for round_id, state, reason, people in rows:
        states[round_id][ReminderState(state)] += people
        if state in (ReminderState.REFUSED, ReminderState.CANCELLED):
            reasons[round_id][str(reason)] += people
    return [
        PastRound(
            day=each.day,
            state=RoundState(each.state),
            announced=each.people,
            states=dict(states[each.id]),
            reasons=dict(sorted(reasons[each.id].items())),
        )
        for each in rounds
    ]
