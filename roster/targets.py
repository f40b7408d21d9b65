"""IIT's targets follow the roster: each cell's people are counted, each change is audited."""

from collections import Counter as Tally
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.agency import Unit
from models.audit import audit
from models.campaign import Campaign, Instrument
from models.quota_cell import QuotaCell
from models.staff_member import StaffMember
from models.survey_case import NotEligible
from rules.quota import target_known


def retarget(
    session: Session, campaign: Campaign, *, spoken_for: set[int], actor: str, now: datetime
) -> list[str]:
    """Counts the roster of every IIT cell and sets its target; what changed, in words.

    `spoken_for` are the units a roster has named by now: a cell of theirs without people has
    nobody, while that of another unit is unknown.
    """
    session.flush()
    on_roster, eligible = _counts(session, campaign)
    changed = []
    for cell, unit_code in session.execute(
        select(QuotaCell, Unit.code)
        .join(Unit, Unit.id == QuotaCell.unit_id)
        .where(
            QuotaCell.agency_id == campaign.agency_id,
            QuotaCell.campaign_id == campaign.id,
            QuotaCell.instrument == Instrument.IIT,
        )
        .order_by(QuotaCell.id)
    ):
        if cell.unit_id not in spoken_for and cell.eligible is None:
            continue
        key = (cell.unit_id, cell.staff_group)
        before = cell.target
        cell.on_roster, cell.eligible = on_roster[key], eligible[key]
        cell.target = target_known(cell.rule, cell.eligible)
        if cell.target != before:
            changed.append(f"{unit_code} {cell.staff_group}: {before} → {cell.target}")
            audit(
                session,
                campaign.agency_id,
                at=now,
                actor=actor,
                action="target changed",
                campaign=campaign.slug,
                unit=unit_code,
                instrument=Instrument.IIT,
                group=cell.staff_group,
                before=[cell.rule, before],
                after=[cell.rule, cell.target],
            )
    return changed


def _counts(
    session: Session, campaign: Campaign
) -> tuple[Tally[tuple[int, str]], Tally[tuple[int, str]]]:
    """People on the roster, and those of them who are eligible, by unit and staff group."""
    on_roster: Tally[tuple[int, str]] = Tally()
    eligible: Tally[tuple[int, str]] = Tally()
    keys = (StaffMember.unit_id, StaffMember.staff_group, StaffMember.not_eligible)
    rows = session.execute(
        select(*keys, func.count())
        .where(StaffMember.agency_id == campaign.agency_id, StaffMember.campaign_id == campaign.id)
        .group_by(*keys)
    )
    for unit_id, group, not_eligible, people in rows:
        if not_eligible != NotEligible.LEFT:
            on_roster[(unit_id, str(group))] += people
        if not_eligible is None:
            eligible[(unit_id, str(group))] += people
    return on_roster, eligible
