"""A checked campaign file into the database: what changed is told, and audited."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.schema import CampaignFile, UnitEntry
from models.agency import UNASSIGNED, Agency, Site, Unit, sites_of, units_of
from models.audit import audit
from models.campaign import Campaign, Instrument
from models.quota_cell import QuotaCell
from rules.quota import target_known

ACTOR = "campaign file"
LAST = 10_000
"""Position of `unassigned`: after every unit of the table."""

UNASSIGNED_NAMES = ("ไม่ระบุหน่วยงาน", "Unit not stated")


class YearTaken(Exception):
    """Another campaign of that office and fiscal year is loaded; `slug` names it.

    Two would be open on the same days, and nobody could say for which one a person was met.
    """

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class EditedSince(Exception):
    """The file and the desk both changed the campaign since it was loaded: a person must choose.

    `at` is the desk's last change.
    """

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


@dataclass
class Loaded:
    """What a load changed, in words for the log (empty when nothing did), and the campaign.

    `kept` is when the desk last changed it, where the file is the one loaded before: the desk's
    changes stand.
    """

    changed: list[str] = field(default_factory=list)
    campaign: Campaign | None = None
    actor: str = ACTOR
    kept: datetime | None = None


def load_campaign(
    session: Session, file: CampaignFile, *, now: datetime, replace: bool = False
) -> Loaded:
    """Brings office, units, campaign and quota cells to what the file says.

    A unit the file no longer has keeps its row and its figures; only its targets go. What the
    desk changed since stands while the file is the same, and falls with `replace`.
    Raises YearTaken when another file is this fiscal year's campaign, EditedSince when both the
    file and the desk have changed it.
    """
    loaded = Loaded()
    digest = _digest(file.model_dump(mode="json", exclude_unset=True))
    campaign = session.scalar(
        select(Campaign)
        .join(Agency, Agency.id == Campaign.agency_id)
        .where(Agency.slug == file.agency.slug, Campaign.slug == file.slug)
    )
    if campaign is not None and campaign.edited_at is not None and not replace:
        if campaign.file_digest != digest:
            raise EditedSince(campaign.edited_at)
        loaded.campaign, loaded.kept = campaign, campaign.edited_at
        return loaded
    campaign = bring_to(session, file, loaded, now=now)
    campaign.file_digest, campaign.edited_at = digest, None
    session.flush()
    return loaded


def bring_to(session: Session, file: CampaignFile, loaded: Loaded, *, now: datetime) -> Campaign:
    """Writes a checked campaign into the tables, noting in `loaded` what it changed."""
    agency = _agency(session, file, loaded, now=now)
    campaign = loaded.campaign = _campaign(session, agency, file, loaded, now=now)
    units = _units(session, agency, campaign, file, loaded)
    _cells(session, campaign, units, file, loaded, now=now)
    return campaign


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _agency(session: Session, file: CampaignFile, loaded: Loaded, *, now: datetime) -> Agency:
    agency = session.scalar(select(Agency).where(Agency.slug == file.agency.slug))
    if agency is None:
        agency = Agency(slug=file.agency.slug, created_at=now)
        session.add(agency)
    _set(agency, loaded, name_th=file.agency.name_th, name_en=file.agency.name_en)
    session.flush()
    return agency


def _campaign(
    session: Session, agency: Agency, file: CampaignFile, loaded: Loaded, *, now: datetime
) -> Campaign:
    content = file.model_dump(mode="json")
    digest = _digest(content)
    campaign = session.scalar(
        select(Campaign).where(Campaign.agency_id == agency.id, Campaign.slug == file.slug)
    )
    same_year = session.scalar(
        select(Campaign.slug).where(
            Campaign.agency_id == agency.id,
            Campaign.fiscal_year == file.fiscal_year,
            Campaign.slug != file.slug,
        )
    )
    if same_year is not None:
        raise YearTaken(same_year)
    if campaign is None:
        campaign = Campaign(agency_id=agency.id, slug=file.slug, digest="", loaded_at=now)
        session.add(campaign)
    if campaign.digest != digest:
        loaded.changed.append(f"campaign {file.slug}")
        campaign.fiscal_year = file.fiscal_year
        campaign.opens_on, campaign.closes_on = file.opens, file.closes
        campaign.content, campaign.digest, campaign.loaded_at = content, digest, now
        session.flush()
        audit(
            session,
            agency.id,
            at=now,
            actor=loaded.actor,
            action="campaign loaded",
            campaign=file.slug,
            digest=digest,
        )
    return campaign


def _units(
    session: Session, agency: Agency, campaign: Campaign, file: CampaignFile, loaded: Loaded
) -> dict[str, Unit]:
    """The office's units by code; an older year's file adds units but renames none."""
    known = {unit.code: unit for unit in units_of(session, agency.id)}
    latest = session.scalar(
        select(Campaign.fiscal_year)
        .where(Campaign.agency_id == agency.id)
        .order_by(Campaign.fiscal_year.desc())
    )
    for position, entry in enumerate(file.units):
        unit = known.get(entry.code)
        if unit is None:
            unit = known[entry.code] = Unit(agency_id=agency.id, code=entry.code)
            session.add(unit)
        elif campaign.fiscal_year != latest:
            continue
        _set(unit, loaded, position=position, **_names(entry))
        _sites(session, agency, unit, entry, loaded)
    if UNASSIGNED not in known:
        thai, english = UNASSIGNED_NAMES
        session.add(
            Unit(
                agency_id=agency.id,
                code=UNASSIGNED,
                name_th=thai,
                name_en=english,
                short_th=thai,
                short_en=english,
                aliases=[],
                position=LAST,
            )
        )
    session.flush()
    return known


def _sites(session: Session, agency: Agency, unit: Unit, entry: UnitEntry, loaded: Loaded) -> None:
    """The unit's sites; one the file no longer has keeps its row, for its people's sake."""
    session.flush()
    known = {site.code: site for site in sites_of(session, agency.id, unit.id)}
    for position, stated in enumerate(entry.sites):
        site = known.get(stated.code)
        if site is None:
            site = Site(agency_id=agency.id, unit_id=unit.id, code=stated.code)
            session.add(site)
        _set(
            site,
            loaded,
            position=position,
            name_th=stated.name_th,
            name_en=stated.name_en,
            aliases=list(stated.aliases),
        )


def _names(entry: UnitEntry) -> dict[str, Any]:
    return {
        "name_th": entry.name_th,
        "name_en": entry.name_en,
        "short_th": entry.short_th,
        "short_en": entry.short_en,
        "aliases": list(entry.aliases),
    }


def _cells(
    session: Session,
    campaign: Campaign,
    units: dict[str, Unit],
    file: CampaignFile,
    loaded: Loaded,
    *,
    now: datetime,
) -> None:
    """The quota cells; each change is audited with the figure before and after."""
    rows = session.scalars(select(QuotaCell).where(QuotaCell.campaign_id == campaign.id))
    known = {(cell.unit_id, str(cell.instrument), cell.staff_group): cell for cell in rows}
    codes = {unit.id: code for code, unit in units.items()}
    wanted = {}
    for entry in file.units:
        for instrument, group, rule in _rules(entry):
            key = (units[entry.code].id, str(instrument), group)
            cell = known.get(key)
            wanted[key] = (rule, target_known(rule, cell.eligible if cell else None))
    for key in [*wanted, *(key for key in known if key not in wanted)]:
        unit_id, instrument, group = key
        cell, after = known.get(key), wanted.get(key)
        before = (cell.rule, cell.target) if cell else None
        if before == after:
            continue
        _write(session, campaign, cell, key, after)
        unit = codes.get(unit_id, str(unit_id))
        loaded.changed.append(f"{unit} {instrument} {group}".strip())
        audit(
            session,
            campaign.agency_id,
            at=now,
            actor=loaded.actor,
            action="target changed",
            campaign=campaign.slug,
            unit=unit,
            instrument=instrument,
            group=group,
            before=before,
            after=after,
        )
    session.flush()


def _write(
    session: Session,
    campaign: Campaign,
    cell: QuotaCell | None,
    key: tuple[int, str, str],
    after: tuple[str, int | None] | None,
) -> None:
    """Makes, changes or removes one cell."""
    if cell is not None and after is None:
        session.delete(cell)
    elif cell is not None and after is not None:
        cell.rule, cell.target = after
    elif after is not None:
        unit_id, instrument, group = key
        session.add(
            QuotaCell(
                agency_id=campaign.agency_id,
                campaign_id=campaign.id,
                unit_id=unit_id,
                instrument=Instrument(instrument),
                staff_group=group,
                rule=after[0],
                target=after[1],
            )
        )


def _rules(entry: UnitEntry) -> list[tuple[str, str, str]]:
    """Instrument, staff group and rule of each of the unit's cells."""
    eit = [(Instrument.EIT, "", f"COUNT({entry.eit})")] if entry.eit is not None else []
    return [*eit, *((Instrument.IIT, str(group), rule) for group, rule in entry.iit.items())]


def _set(row: Agency | Unit | Site, loaded: Loaded, **values: Any) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name, None) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        name = row.slug if isinstance(row, Agency) else row.code
        loaded.changed.append(f"{type(row).__name__.lower()} {name}")
