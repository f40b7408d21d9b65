"""A new lookup key for an office: everything it finds by a keyed hash is hashed anew.

The values are read from their seals; what is kept by its hash alone cannot be, and ends: unused
invitations, links and sessions. Devices are forgotten as such, so that a browser may count once
more. Run it with every process stopped: each remembers the key it started with.
"""

import json
import secrets
from collections import Counter as Tally
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.agency import Agency
from models.audit import audit
from models.awareness_name import AwarenessName
from models.chat_link import ChatLink
from models.desk_session import DeskSession
from models.invitee import Invitee
from models.pending_answer import PendingAnswer
from models.respondent import ChannelAddress
from models.role import Invitation
from models.service_point import DeviceVisit
from models.staff_member import StaffMember
from models.survey_case import SurveyCase
from models.webhook_event import WebhookEvent
from roster.invitees import invitee_hash
from roster.plan import person_hash
from rules.line_event import identify
from rules.staff_names import name_key


def rehash(session: Session, office: Agency, *, actor: str, now: datetime) -> dict[str, int]:
    """Makes the key and hashes anew, all or nothing; how many rows of each kind."""
    office.lookup_key = secrets.token_urlsafe(32)
    done: Tally[str] = Tally()
    mine = {"agency_id": office.id}
    for address in session.scalars(select(ChannelAddress).filter_by(**mine)):
        address.user_hash = office.hash_of(address.user_id)
        done["addresses"] += 1
    for member in session.scalars(select(StaffMember).filter_by(**mine, erased_at=None)):
        key = name_key(member.name)
        member.person_hash = person_hash(office, key, member.started_on)
        member.code_hash = office.hash_of(member.code)
        done["staff"] += 1
    for invitee in session.scalars(select(Invitee).filter_by(**mine, erased_at=None)):
        invitee.invitee_hash = invitee_hash(
            office, invitee.organisation, invitee.contract, invitee.unit.code
        )
        invitee.code_hash = office.hash_of(invitee.code)
        done["invitees"] += 1
    for row in session.scalars(select(AwarenessName).filter_by(**mine)):
        row.name_hash = office.hash_of(f"awareness {name_key(row.name)}")
        done["names"] += 1
    _lanes(session, office, done)
    _end_what_has_only_a_hash(session, office, now=now)
    audit(session, office.id, at=now, actor=actor, action="lookup key changed", **done)
    return dict(done)


def _lanes(session: Session, office: Agency, done: Tally[str]) -> None:
    """Events still to be handled keep their order by person."""
    waiting = select(WebhookEvent).where(
        WebhookEvent.agency_id == office.id, WebhookEvent.lane.is_not(None)
    )
    for event in session.scalars(waiting):
        lane = identify(json.loads(event.payload or "{}"), received_at=event.received_at).lane
        event.lane = office.hash_of(lane) if lane else None
        done["events"] += 1


def _end_what_has_only_a_hash(session: Session, office: Agency, *, now: datetime) -> None:
    session.flush()
    mine = {"agency_id": office.id}
    for table in (ChatLink, DeskSession, DeviceVisit, PendingAnswer):
        session.execute(delete(table).filter_by(**mine))
    session.execute(update(SurveyCase).filter_by(**mine).values(device=None))
    session.execute(
        update(Invitation)
        .filter_by(**mine)
        .where(Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
    )
