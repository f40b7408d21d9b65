"""An office and its units."""

import secrets
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id
from models.sealed import Sealed, lookup_hash

UNASSIGNED = "unassigned"
"""Code of the row that holds people whose unit nobody knows, so that sums close."""


class Agency(Base):
    """A public office with its own LINE account."""

    __tablename__ = "agency"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name_th: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    lookup_key: Mapped[str] = mapped_column(Sealed, default=lambda: secrets.token_urlsafe(32))
    created_at: Mapped[datetime]

    def hash_of(self, value: str) -> bytes:
        """The keyed hash under which this office finds a sealed value again."""
        return lookup_hash(self.lookup_key, value)


class Unit(Base):
    """A department (ฝ่าย), the schools or the executives: one row of the quota table."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(40))
    name_th: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    short_th: Mapped[str] = mapped_column(String(60))
    short_en: Mapped[str] = mapped_column(String(60))
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int]


class Site(Base):
    """A part of a unit that works for itself: a school, a depot, a shift (domain.md §2)."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("agency_id", "unit_id", "code"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name_th: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int]


def find_agency(session: Session, slug: str) -> Agency | None:
    """The office of that slug; with an empty slug, the only one there is."""
    query = select(Agency).order_by(Agency.id)
    if slug:
        return session.scalar(query.where(Agency.slug == slug))
    found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def units_of(session: Session, agency_id: int) -> list[Unit]:
    """The office's units in the order of its quota table, `unassigned` last."""
    query = select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.position, Unit.id)
    return list(session.scalars(query))


def sites_of(session: Session, agency_id: int, unit_id: int | None = None) -> list[Site]:
    """The sites of one unit, or of all, in the order of the campaign file."""
    query = select(Site).where(Site.agency_id == agency_id)
    if unit_id is not None:
        query = query.where(Site.unit_id == unit_id)
    return list(session.scalars(query.order_by(Site.unit_id, Site.position, Site.id)))
