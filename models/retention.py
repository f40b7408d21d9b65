"""Anonymising a campaign when its time is over, batch by batch; the figures stay as they are.

Each batch is a transaction, so that nobody who writes waits for thousands of rows. What it erased
is added, in the same transaction, to a certificate nobody has signed yet: a run that died is gone
on with by the next, and the one that finds nothing left signs for both.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from models.campaign import Campaign, Instrument
from models.certificate import ErasureCertificate, begin, sign, unsigned
from models.expired import STEPS, Counts, Step
from models.session import Database

Turn = Callable[[], AbstractContextManager[Session]]
"""Opens the transaction of one batch."""

Note = Callable[[Session, Campaign, Counts], object]
"""Writes down what a batch erased, in its transaction."""


@dataclass(frozen=True)
class _Run:
    """One campaign, the day it is asked for, and the moment that is written down."""

    turn: Turn
    campaign_id: int
    today: date
    now: datetime

    def campaign(self, session: Session) -> Campaign:
        return session.get_one(Campaign, self.campaign_id, with_for_update=True)

    def go_through(self, instrument: Instrument, note: Note) -> None:
        """Every step of the questionnaire until nothing of it is left; nothing before it is due."""
        for step in STEPS[instrument]:
            after: object = None
            while (after := self._batch(instrument, step, after, note)) is not None:
                pass

    def _batch(self, instrument: Instrument, step: Step, after: object, note: Note) -> object:
        with self.turn() as session:
            campaign = self.campaign(session)
            if self.today < campaign.erase_on(instrument):
                return None
            last, counts = step.take(session, campaign, after, now=self.now)
            if counts.total():
                note(session, campaign, counts)
            return last


def perhaps_expired(today: date) -> Select[Any]:
    """The campaigns, of all offices, with somebody to forget; of past years only the latest.

    Of a campaign that is done with nobody comes back; but who wore a hat longer is forgotten with
    the office's latest to end.
    """
    later = aliased(Campaign)
    is_followed = exists().where(
        later.agency_id == Campaign.agency_id,
        later.fiscal_year > Campaign.fiscal_year,
        later.erased_at.is_not(None),
        or_(later.closed_at.is_(None), later.closed_at > Campaign.closes_on),
    )
    is_over = or_(Campaign.closes_on < today, Campaign.closed_at.is_not(None))
    return select(Campaign.id).where(is_over, or_(Campaign.erased_at.is_(None), ~is_followed))


def erase_expired(
    database: Database, campaign_id: int, *, today: date, actor: str, now: datetime
) -> list[ErasureCertificate]:
    """Anonymises what of the campaign is due; a certificate for each questionnaire that had any.

    What is gone already is not there to be erased again, so a second time certifies nothing.
    """
    run = _Run(database.transaction, campaign_id, today, now)
    made = []
    for instrument in STEPS:
        run.go_through(instrument, partial(_add, instrument, actor, now))
        with database.transaction() as session:
            row = unsigned(session, run.campaign(session), instrument)
            if row is not None:
                made.append(sign(row, actor=actor, now=now))
    with database.transaction() as session:
        campaign = run.campaign(session)
        if campaign.erased_at is None and all(today >= campaign.erase_on(each) for each in STEPS):
            campaign.erased_at = now
    return made


def _add(
    instrument: Instrument,
    actor: str,
    now: datetime,
    session: Session,
    campaign: Campaign,
    counts: Counts,
) -> None:
    row = unsigned(session, campaign, instrument)
    if row is None:
        row = begin(campaign, instrument, actor=actor, now=now)
        session.add(row)
    row.counts = dict(Counts(row.counts) + counts)


def would_erase(
    session: Session, campaign_id: int, *, today: date, actor: str, now: datetime
) -> list[ErasureCertificate]:
    """What `erase_expired` would certify now; whoever asks undoes the transaction.

    The certificates are not stored and so take no number.
    """
    run = _Run(lambda: nullcontext(session), campaign_id, today, now)
    made = []
    for instrument in STEPS:
        counts = Counts()
        run.go_through(instrument, partial(_tally, counts))
        if counts:
            row = begin(run.campaign(session), instrument, actor=actor, now=now)
            row.counts = counts
            made.append(sign(row, actor=actor, now=now))
    return made


def _tally(so_far: Counts, _session: Session, _campaign: Campaign, counts: Counts) -> None:
    so_far.update(counts)
