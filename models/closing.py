"""Closing a campaign: from then on nobody is invited, counted or reminded; figures stay."""

from datetime import datetime

from sqlalchemy import delete, exists, update
from sqlalchemy.orm import Session

from models.audit import audit
from models.campaign import Campaign
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, RoundState
from rules.thai_dates import bangkok_date

ABOUT_THE_SEASON = ("digest", "round")
"""Topics of messages to the office that speak of work left to do."""


def is_early(campaign: Campaign, *, now: datetime) -> bool:
    """Whether closing it now would take days from it that it still has."""
    return campaign.closed_at is None and bangkok_date(now) <= campaign.closes_on


def close_campaign(session: Session, campaign: Campaign, *, actor: str, now: datetime) -> bool:
    """Closes it, once; False when it was closed before.

    Rounds announced and not sent are taken back; one stopped half-way stays, held, with what
    went of it. Reminders on their way are stopped where they leave: delivery asks again.
    """
    if not _set_closed(session, campaign, now, was=None):
        return False
    planned = (
        ReminderRound.agency_id == campaign.agency_id,
        ReminderRound.campaign_id == campaign.id,
        ReminderRound.state.in_([RoundState.ANNOUNCED, RoundState.HELD]),
    )
    has_begun = exists().where(Reminder.round_id == ReminderRound.id)
    rounds = session.scalars(
        delete(ReminderRound).where(*planned, ~has_begun).returning(ReminderRound.id)
    ).all()
    session.execute(update(ReminderRound).where(*planned).values(state=RoundState.HELD))
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.agency_id == campaign.agency_id,
            OutboxMessage.topic.in_(ABOUT_THE_SEASON),
            OutboxMessage.webhook_event_id.is_(None),  # not the answer to somebody who asked
            OutboxMessage.state.in_([OutboxState.WAITING, OutboxState.HELD]),
        )
        .values(
            state=OutboxState.CANCELLED, ended_at=now, messages=None, reason="the survey was closed"
        )
    )
    early = bangkok_date(now) <= campaign.closes_on
    _note(session, campaign, "campaign closed", actor, now, early=early, rounds=len(rounds))
    return True


def may_reopen(campaign: Campaign, *, now: datetime) -> bool:
    """A campaign closed by mistake has its remaining days back; one whose days are over stays."""
    return campaign.closed_at is not None and bangkok_date(now) <= campaign.closes_on


def reopen_campaign(session: Session, campaign: Campaign, *, actor: str, now: datetime) -> bool:
    """Takes a closing back, audited like it; False when there is nothing to take back."""
    if not may_reopen(campaign, now=now):
        return False
    if not _set_closed(session, campaign, None, was=campaign.closed_at):
        return False
    _note(session, campaign, "campaign reopened", actor, now)
    return True


def _set_closed(
    session: Session, campaign: Campaign, moment: datetime | None, *, was: datetime | None
) -> bool:
    """The database decides, so that of two at once one is written down."""
    session.flush()
    done = session.scalar(
        update(Campaign)
        .where(
            Campaign.id == campaign.id,
            Campaign.closed_at.is_(None) if was is None else Campaign.closed_at == was,
        )
        .values(closed_at=moment)
        .execution_options(synchronize_session=False)
        .returning(Campaign.id)
    )
    session.refresh(campaign)
    return done is not None


def _note(
    session: Session, campaign: Campaign, action: str, actor: str, now: datetime, **facts: object
) -> None:
    audit(
        session,
        campaign.agency_id,
        at=now,
        actor=actor,
        action=action,
        campaign=campaign.slug,
        **facts,
    )
