"""From the database to the papers of one unit or site.

Whatever puts names on paper leaves an audit row of who asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.agency import Agency, Site, Unit
from models.audit import audit
from models.campaign import Campaign, Instrument
from models.service_point import ServicePoint
from models.staff_member import StaffMember, members_of
from paper.facts import Card, CardSheet, GroupTotal, Line, Memo, Sheet
from qr_assets.facts import Point, Posters, Tongue
from reports.evidence import people_on_sheet
from reports.quota_progress import UnitProgress, quota_progress
from rules.thai_dates import bangkok_date


@dataclass(frozen=True)
class Order:
    """Whose paper is wanted, and who wants it; `site_id` 0 is the unit's own, None all of it."""

    session: Session
    office: Agency
    campaign: Campaign
    unit_id: int
    site_id: int | None
    actor: str
    now: datetime

    @property
    def unit(self) -> Unit:
        return self.session.get_one(Unit, self.unit_id)

    @property
    def site(self) -> Site | None:
        return self.session.get(Site, self.site_id) if self.site_id else None

    @property
    def members(self) -> list[StaffMember]:
        """The eligible people of the part."""
        return members_of(
            self.session,
            agency_id=self.campaign.agency_id,
            campaign_id=self.campaign.id,
            unit_id=self.unit_id,
            site_id=self.site_id,
        )

    @property
    def progress(self) -> UnitProgress:
        """The unit's figures."""
        progress = quota_progress(self.session, self.campaign, now=self.now)
        return next(line for line in progress.of(Instrument.IIT) if line.unit.id == self.unit_id)

    def note(self, action: str, **facts: int) -> None:
        """Leaves the audit row of a look at names."""
        audit(
            self.session,
            self.campaign.agency_id,
            at=self.now,
            actor=self.actor,
            action=action,
            unit=self.unit.code,
            site=self.site.code if self.site else None,
            **facts,
        )


def card_sheet(
    order: Order, *, page_of: Callable[[str], str], line: int | None = None
) -> CardSheet:
    """The cards of the part's eligible people, or the one of a line; `page_of` is a code's."""
    unit, site, campaign = order.unit, order.site, order.campaign
    order.note("names printed: cards")
    return CardSheet(
        office=order.office.name_th,
        title=f"{unit.name_th} · {site.name_th}" if site else unit.name_th,
        survey_url=campaign.survey_url(Instrument.IIT),
        closes_on=campaign.closes_on,
        practice=campaign.is_practice(Instrument.IIT),
        cards=tuple(
            Card(
                number=member.line,
                name=member.name,
                unit=unit.name_th,
                site=site.name_th if site else None,
                code=member.code,
                address=page_of(member.code),
            )
            for member in order.members
            if line in (None, member.line)
        ),
    )


def posters(
    office: Agency,
    campaign: Campaign,
    points: Sequence[ServicePoint],
    *,
    public_url: str,
    today: date,
    tongue: Tongue = Tongue.BOTH,
    logo: bytes | None = None,
) -> Posters:
    """What is put up at those points; it names nobody."""
    return Posters(
        office_th=office.name_th,
        office_en=office.name_en,
        survey_url=campaign.survey_url(Instrument.EIT),
        minutes=campaign.minutes,
        closes_on=campaign.closes_on,
        printed_on=today,
        practice=campaign.is_practice(Instrument.EIT),
        points=tuple(
            Point(
                code=point.code,
                address=f"{public_url}/q/{point.code}",
                unit_th=point.unit.name_th,
                unit_en=point.unit.name_en,
                label=point.label,
            )
            for point in points
        ),
        tongue=tongue,
        logo=logo,
    )


def sheet(order: Order, occasion: int) -> Sheet:
    """One occasion's signature sheet of the part as it stands now."""
    campaign, site = order.campaign, order.site
    progress = order.progress
    cells = {cell.staff_group: cell for cell in progress.cells}
    people = people_on_sheet(
        order.session,
        campaign,
        unit_id=order.unit_id,
        site_id=order.site_id or 0,
        occasion=occasion,
        cells=cells,
    )
    order.note("names printed: signature sheet", occasion=occasion)
    return Sheet(
        office=order.office.name_th,
        unit=order.unit.name_th,
        site=site.name_th if site else None,
        fiscal_year=campaign.fiscal_year,
        occasion=occasion,
        due=campaign.evidence_days[occasion - 1],
        printed_on=bangkok_date(order.now),
        done=tuple(_line(member) for member in people.done),
        outstanding=tuple(_line(member) for member in people.outstanding),
        met_groups=tuple(group for group, cell in cells.items() if cell.met),
        totals=_totals(order, progress),
        line_signature=str(campaign.content["line_signature"]),
        practice=campaign.is_practice(Instrument.IIT),
    )


def memo(order: Order, occasion: int) -> Memo:
    """The covering memo of that sheet; it names nobody."""
    site = order.site
    return Memo(
        office=order.office.name_th,
        unit=order.unit.name_th,
        site=site.name_th if site else None,
        fiscal_year=order.campaign.fiscal_year,
        occasion=occasion,
        due=order.campaign.evidence_days[occasion - 1],
        totals=_totals(order, order.progress),
    )


def _line(member: StaffMember) -> Line:
    signed, acknowledged = member.signed_at, member.acknowledged_at
    return Line(
        number=member.line,
        name=member.name,
        group=str(member.staff_group),
        signed_on=bangkok_date(signed) if signed else None,
        acknowledged_on=bangkok_date(acknowledged) if acknowledged else None,
    )


def _totals(order: Order, progress: UnitProgress) -> tuple[GroupTotal, ...]:
    """The unit's groups; a site's own people, whose target is their unit's, not theirs."""
    if order.site_id:
        return tuple(_of_site(order.members, cell.staff_group) for cell in progress.cells)
    return tuple(
        GroupTotal(
            group=cell.staff_group,
            target=cell.target,
            eligible=cell.eligible or 0,
            signed=cell.signed,
            acknowledged=cell.acknowledged,
            remaining=cell.remaining,
        )
        for cell in progress.cells
    )


def _of_site(members: list[StaffMember], group: str) -> GroupTotal:
    some = [member for member in members if member.staff_group == group]
    return GroupTotal(
        group=group,
        target=None,
        eligible=len(some),
        signed=sum(member.signed_at is not None for member in some),
        acknowledged=sum(member.acknowledged_at is not None for member in some),
        remaining=None,
    )
