"""Whose LINE account is whose: each office's channel, stored sealed or given in the settings."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import ForeignKey, String, exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.agency import Agency, find_agency
from models.audit import audit
from models.base import Base, Id
from models.sealed import Sealed
from models.session import Database


@dataclass(frozen=True)
class Channel:
    """What it takes to talk through one LINE account; the secrets stay out of `repr`."""

    secret: str = field(repr=False)
    access_token: str = field(repr=False)
    basic_id: str


class LineChannel(Base):
    """An office's channel; no two offices share one (line-platform.md §1)."""

    __tablename__ = "line_channel"

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), unique=True)
    secret: Mapped[str] = mapped_column(Sealed)
    access_token: Mapped[str] = mapped_column(Sealed)
    basic_id: Mapped[str] = mapped_column(String(40), unique=True)
    stored_at: Mapped[datetime]


@dataclass(frozen=True)
class Given:
    """What the settings say: a channel, and the slug of whom it is for ('' when they do not)."""

    channel: Channel | None
    slug: str = ""


class SaysChannel(Protocol):
    """Settings, as far as they concern the channel (design.md §2)."""

    line_channel_secret: str
    line_channel_access_token: str
    line_basic_id: str
    agency: str


def given_in(settings: SaysChannel) -> Given:
    """The channel of the settings; none when they name neither secret nor token."""
    channel = Channel(
        settings.line_channel_secret, settings.line_channel_access_token, settings.line_basic_id
    )
    is_given = channel.secret or channel.access_token
    return Given(channel if is_given else None, settings.agency)


def default_office(session: Session, slug: str) -> Agency | None:
    """The office meant when none is named: that of the slug, else the only one there is.

    Of several, the only one without a channel stored: the settings' is for it.
    """
    if slug or (only := find_agency(session, "")) is None:
        return find_agency(session, slug) if slug else _the_one_without(session)
    return only


def _the_one_without(session: Session) -> Agency | None:
    stored = exists().where(LineChannel.agency_id == Agency.id)
    found = session.scalars(select(Agency).where(~stored).order_by(Agency.id).limit(2)).all()
    return found[0] if len(found) == 1 else None


def channel_of(session: Session, agency_id: int, given: Given) -> Channel | None:
    """The office's channel: the stored one, else the settings' when it is for this office."""
    row = session.scalar(select(LineChannel).where(LineChannel.agency_id == agency_id))
    if row is not None:
        return Channel(row.secret, row.access_token, row.basic_id)
    if given.channel is None:
        return None
    office = default_office(session, given.slug)
    return given.channel if office is not None and office.id == agency_id else None


def offices_with_channel(session: Session, given: Given) -> list[int]:
    """The offices that can be spoken for, in the order they came."""
    stored = list(session.scalars(select(LineChannel.agency_id)))
    office = default_office(session, given.slug) if given.channel else None
    return sorted({*stored, *([office.id] if office else [])})


def is_any_stored(database: Database) -> bool:
    """Whether some office has its channel in the database; asked before a process serves."""
    try:
        with database.reading() as session:
            return session.scalar(select(LineChannel.id).limit(1)) is not None
    except SQLAlchemyError:  # away, or not migrated: the process says so for itself
        return False


def store_channel(
    session: Session, office: Agency, channel: Channel, *, actor: str, now: datetime
) -> bool:
    """Keeps the office's channel, or its new secrets; False when nothing changed."""
    row = session.scalar(select(LineChannel).where(LineChannel.agency_id == office.id))
    if row is not None and Channel(row.secret, row.access_token, row.basic_id) == channel:
        return False
    if row is None:
        row = LineChannel(agency_id=office.id)
        session.add(row)
    row.secret, row.access_token = channel.secret, channel.access_token
    row.basic_id, row.stored_at = channel.basic_id, now
    session.flush()
    audit(session, office.id, at=now, actor=actor, action="LINE channel stored")
    return True
