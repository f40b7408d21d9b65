"""Lists handed in as files: they wait, sealed, until who may has looked and commits.

Each unit surveys its own staff, and every school for itself (design.md §6): a coordinator hands
in the own part, `hr` the whole roster or the parts of others, the owner the invitees.
"""

import base64
import hashlib
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import Agency, Site, Unit
from models.audit import audit
from models.campaign import Campaign
from models.roster_file import ListKind, RosterFile, RosterFileState
from roster.open_file import Refused
from roster.parse import parse_roster
from roster.plan import Plan, make_plan, places_of


def submit(
    session: Session,
    campaign: Campaign,
    content: bytes,
    *,
    unit: Unit | None,
    site: Site | None,
    kind: ListKind = ListKind.ROSTER,
    actor: str,
    now: datetime,
) -> RosterFile:
    """Keeps the file, in place of an earlier one of that part still waiting.

    The same file again while it waits is the same submission.
    """
    digest = hashlib.sha256(content).hexdigest()
    part = (unit.id if unit else None, site.id if site else None)
    for earlier in waiting(session, campaign, kind):
        if (earlier.unit_id, earlier.site_id) == part:
            if earlier.digest == digest:
                return earlier
            decide(session, earlier, RosterFileState.REFUSED, actor=actor, now=now)
    row = RosterFile(
        agency_id=campaign.agency_id,
        campaign_id=campaign.id,
        kind=kind,
        unit=unit,
        site=site,
        digest=digest,
        content=base64.b64encode(content).decode(),
        submitted_at=now,
        submitted_by=actor,
    )
    session.add(row)
    session.flush()
    audit(
        session,
        campaign.agency_id,
        at=now,
        actor=actor,
        action=f"{kind} file submitted",
        unit=unit.code if unit else None,
        site=site.code if site else None,
        file=row.id,
    )
    return row


def waiting(
    session: Session, campaign: Campaign, kind: ListKind = ListKind.ROSTER
) -> list[RosterFile]:
    """The files of that kind still to be decided on, oldest first."""
    return list(
        session.scalars(
            select(RosterFile)
            .where(
                RosterFile.agency_id == campaign.agency_id,
                RosterFile.campaign_id == campaign.id,
                RosterFile.kind == kind,
                RosterFile.state == RosterFileState.WAITING,
            )
            .order_by(RosterFile.id)
        )
    )


def bytes_of(row: RosterFile) -> bytes:
    """The file as it was handed in."""
    return base64.b64decode(row.content or "")


def decide(
    session: Session, row: RosterFile, state: RosterFileState, *, actor: str, now: datetime
) -> None:
    """Ends the waiting; the people in the file are forgotten with it."""
    row.state, row.decided_at, row.decided_by, row.content = state, now, actor, None
    audit(
        session,
        row.agency_id,
        at=now,
        actor=actor,
        action=f"{row.kind} file {state}",
        file=row.id,
    )


def plan_roster(
    session: Session,
    agency: Agency,
    campaign: Campaign,
    content: bytes,
    *,
    unit: Unit | None,
    site: Site | None,
    sheet: str | None = None,
    today: date,
) -> Plan | Refused:
    """Reads the file, of the whole office or of one part, and compares; writes nothing."""
    places = places_of(session, campaign)
    parsed = parse_roster(
        content,
        units=places.unit_names,
        sites=places.site_names,
        today=today,
        only=(unit.code, site.code if site else None) if unit else None,
        sheet=sheet,
    )
    return parsed if isinstance(parsed, Refused) else make_plan(session, agency, campaign, parsed)
