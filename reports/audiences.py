"""How many of those invited by name were reached, by unit and kind; never who."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.agency import Unit
from models.campaign import Campaign
from models.invitee import Invitee
from models.survey_case import SurveyCase

FEWEST_SHOWN = 5
"""A part of fewer people is not shown (domain.md §9.6)."""


def audience_counts(
    session: Session, campaign: Campaign
) -> Iterator[tuple[str, str, int | None, int | None]]:
    """Unit, audience, reached and reported in people; None where fewer than five, but some."""
    rows = session.execute(
        select(
            Unit.code,
            Invitee.audience,
            func.count(SurveyCase.reached_at),
            func.count(SurveyCase.reported_at),
        )
        .join(Invitee, Invitee.id == SurveyCase.invitee_id)
        .join(Unit, Unit.id == SurveyCase.unit_id)
        .where(
            SurveyCase.agency_id == campaign.agency_id,
            SurveyCase.campaign_id == campaign.id,
            SurveyCase.not_eligible.is_(None),
        )
        .group_by(Unit.position, Unit.code, Invitee.audience)
        .order_by(Unit.position, Invitee.audience)
    )
    for unit, audience, reached, reported in rows:
        yield unit, str(audience), _shown(reached), _shown(reported)


def _shown(number: int) -> int | None:
    return None if 0 < number < FEWEST_SHOWN else number
