"""A coordinator's own part of the roster, handed in as a file; `hr` looks at it and commits it.

Each unit surveys its own staff, and every school for itself (design.md §6): the file waits,
sealed, and nothing of the roster changes until it is committed.
"""

import base64
import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import Site, Unit
from models.audit import audit
from models.campaign import Campaign
from models.roster_file import RosterFile, RosterFileState


def submit(
    session: Session,
    campaign: Campaign,
    content: bytes,
    *,
    unit: Unit,
    site: Site | None,
    actor: str,
    now: datetime,
) -> RosterFile:
    """Keeps the file for `hr`, in place of an earlier one of that part still waiting.

    The same file again while it waits is the same submission.
    """
    digest = hashlib.sha256(content).hexdigest()
    for earlier in waiting(session, campaign):
        if (earlier.unit_id, earlier.site_id) == (unit.id, site.id if site else None):
            if earlier.digest == digest:
                return earlier
            decide(session, earlier, RosterFileState.REFUSED, actor=actor, now=now)
    row = RosterFile(
        agency_id=campaign.agency_id,
        campaign_id=campaign.id,
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
        action="roster file submitted",
        unit=unit.code,
        site=site.code if site else None,
        file=row.id,
    )
    return row


def waiting(session: Session, campaign: Campaign) -> list[RosterFile]:
    """The files that wait for `hr`, oldest first."""
    return list(
        session.scalars(
            select(RosterFile)
            .where(
                RosterFile.agency_id == campaign.agency_id,
                RosterFile.campaign_id == campaign.id,
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
        action=f"roster file {state}",
        file=row.id,
    )
