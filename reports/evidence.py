"""Signature sheets by part and occasion: what is handed in, what is still to come, who is on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.agency import Site, Unit, sites_of, units_of
from models.campaign import Campaign
from models.evidence import Evidence, EvidenceState, evidence_of
from models.staff_member import StaffMember, members_of
from reports.quota_cells import CellProgress

DELIVERED = (EvidenceState.HANDED_IN, EvidenceState.RECEIVED)


def sheets_of(
    session: Session, campaign: Campaign, unit_id: int, site_id: int
) -> dict[int, Evidence]:
    """A part's sheets handed in so far, by occasion."""
    rows = evidence_of(session, agency_id=campaign.agency_id, campaign_id=campaign.id)
    return {row.occasion: row for row in rows if (row.unit_id, row.site_id) == (unit_id, site_id)}


def next_occasion(campaign: Campaign, handed: Mapping[int, Evidence]) -> int:
    """The first occasion not handed in, or the last one; a returned sheet is to come again."""
    occasions = range(1, len(campaign.evidence_days) + 1)
    open_ones = (n for n in occasions if n not in handed or handed[n].state not in DELIVERED)
    return next(open_ones, len(campaign.evidence_days))


@dataclass(frozen=True)
class PartSheet:
    """One part's sheet of one occasion; `evidence` None while it is not handed in."""

    unit: Unit
    site: Site | None
    evidence: Evidence | None


def sheets_by_occasion(session: Session, campaign: Campaign) -> list[list[PartSheet]]:
    """For each occasion, every unit and site that has eligible people, in the table's order."""
    units = {unit.id: unit for unit in units_of(session, campaign.agency_id)}
    sites = {site.id: site for site in sites_of(session, campaign.agency_id)}
    parts = session.execute(
        select(StaffMember.unit_id, func.coalesce(StaffMember.site_id, 0))
        .where(
            StaffMember.agency_id == campaign.agency_id,
            StaffMember.campaign_id == campaign.id,
            StaffMember.not_eligible.is_(None),
        )
        .distinct()
    ).all()
    order = {unit_id: position for position, unit_id in enumerate(units)}
    handed = {
        (row.unit_id, row.site_id, row.occasion): row
        for row in evidence_of(session, agency_id=campaign.agency_id, campaign_id=campaign.id)
    }
    return [
        [
            PartSheet(units[unit_id], sites.get(site_id), handed.get((unit_id, site_id, occasion)))
            for unit_id, site_id in sorted(parts, key=lambda part: (order[part[0]], part[1]))
        ]
        for occasion in range(1, len(campaign.evidence_days) + 1)
    ]


@dataclass(frozen=True)
class SheetPeople:
    """Who is on a sheet: those done, and those asked to sign; nobody of a group that is met."""

    done: list[StaffMember]
    outstanding: list[StaffMember]


def people_on_sheet(
    session: Session,
    campaign: Campaign,
    *,
    unit_id: int,
    site_id: int,
    occasion: int,
    cells: Mapping[str, CellProgress],
) -> SheetPeople:
    """The second time holds those missing from the first (domain.md §5).

    Once handed in, a sheet is what was handed in; `cells` are the unit's by staff group.
    """
    this = sheets_of(session, campaign, unit_id, site_id).get(occasion)
    if this is not None and this.state in DELIVERED:
        on_it = select(StaffMember).where(
            StaffMember.evidence_id == this.id, StaffMember.erased_at.is_(None)
        )
        return SheetPeople(list(session.scalars(on_it.order_by(StaffMember.line))), [])
    members = members_of(
        session,
        agency_id=campaign.agency_id,
        campaign_id=campaign.id,
        unit_id=unit_id,
        site_id=site_id,
    )
    free = [member for member in members if member.evidence_id is None]
    met = {group for group, cell in cells.items() if cell.met}
    outstanding = [
        member
        for member in free
        if not meets_target(campaign, member) and member.staff_group not in met
    ]
    done = [m for m in free if m.has_signed and m not in outstanding]
    return SheetPeople(done, outstanding)


def meets_target(campaign: Campaign, member: StaffMember) -> bool:
    """Signed on paper, or in LINE where the evaluators accept it (domain.md §5)."""
    if member.signed_at is not None:
        return True
    return campaign.takes_line_signatures and member.acknowledged_at is not None
