"""Hats people wear in the office, and the one-use invitations that hand them out."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.agency import Agency, Site, Unit
from models.audit import audit
from models.base import Base, Id
from rules.codes import CodeKind, new_code
from rules.thai_dates import bangkok_date, bangkok_midnight
from rules.work_calendar import WorkCalendar


class RoleName(StrEnum):
    """Roles of domain.md §8; `central` sees the sums of every office and nothing else."""

    OWNER = "owner"
    DEPUTY = "deputy"
    VIEWER = "viewer"
    COORDINATOR = "coordinator"
    HR = "hr"
    PR = "pr"
    ADMIN = "admin"
    CENTRAL = "central"


_WORN = text("ended_at is null")


class Role(Base):
    """One hat of one person; ended rows stay for the record."""

    __tablename__ = "role"
    __table_args__ = (
        Index(
            "ix_role_worn",
            *("agency_id", "respondent_id"),
            sqlite_where=_WORN,
            postgresql_where=_WORN,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"), index=True)
    name: Mapped[RoleName] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    unit: Mapped[Unit | None] = relationship(lazy="joined")
    site: Mapped[Site | None] = relationship(lazy="joined")


class Invitation(Base):
    """A `KEY-` code by its hash: the code itself is shown once and kept nowhere."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("agency_id", "code_hash"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    role: Mapped[RoleName] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    unit: Mapped[Unit | None] = relationship(lazy="joined")
    site: Mapped[Site | None] = relationship(lazy="joined")


def roles_of(session: Session, agency_id: int, respondent_id: int) -> list[Role]:
    """The hats a person wears now."""
    return list(
        session.scalars(
            select(Role)
            .where(
                Role.agency_id == agency_id,
                Role.respondent_id == respondent_id,
                Role.ended_at.is_(None),
            )
            .order_by(Role.id)
        )
    )


VALID_WORKING_DAYS = 5
"""How long an invitation may be used (design.md §4)."""


def invite_to_role(
    session: Session,
    agency: Agency,
    role: RoleName,
    *,
    unit: Unit | None,
    site: Site | None = None,
    calendar: WorkCalendar,
    actor: str,
    now: datetime,
) -> tuple[str, Invitation]:
    """A new `KEY-` code for a role and its row; the code itself is not kept."""
    code = new_code(CodeKind.INVITATION)
    last_day = calendar.add_working_days(bangkok_date(now), VALID_WORKING_DAYS)
    invitation = Invitation(
        agency_id=agency.id,
        code_hash=agency.hash_of(code),
        role=role,
        unit_id=unit.id if unit else None,
        site_id=site.id if site else None,
        created_at=now,
        expires_at=bangkok_midnight(last_day + timedelta(days=1)),
    )
    session.add(invitation)
    session.flush()
    audit(
        session,
        agency.id,
        at=now,
        actor=actor,
        action="role invited",
        role=str(role),
        unit=unit.code if unit else None,
        site=site.code if site else None,
    )
    return code, invitation


def open_invitations(session: Session, agency_id: int, *, now: datetime) -> list[Invitation]:
    """The invitations nobody has used yet and somebody still may."""
    query = select(Invitation).where(
        Invitation.agency_id == agency_id,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
    )
    return list(session.scalars(query.order_by(Invitation.id)))


def withdraw(session: Session, invitation: Invitation, *, actor: str, now: datetime) -> None:
    """An invitation that went to the wrong person opens nothing from now on."""
    invitation.expires_at = now
    audit(
        session,
        invitation.agency_id,
        at=now,
        actor=actor,
        action="invitation withdrawn",
        role=str(invitation.role),
        unit=invitation.unit.code if invitation.unit else None,
        site=invitation.site.code if invitation.site else None,
    )


def worn_roles(session: Session, agency_id: int, *, for_change: bool = False) -> list[Role]:
    """Every hat that is worn now, in the order it was given; `for_change` holds them."""
    query = select(Role).where(Role.agency_id == agency_id, Role.ended_at.is_(None))
    if for_change:
        query = query.with_for_update(of=Role)
    return list(session.scalars(query.order_by(Role.id)))


def end_role(session: Session, role: Role, *, actor: str, now: datetime) -> None:
    """Takes a hat off: its pages and commands close at once, its row stays for the record."""
    role.ended_at = now
    audit(
        session,
        role.agency_id,
        at=now,
        actor=actor,
        action="role ended",
        role=str(role.name),
        number=role.id,
        unit=role.unit.code if role.unit else None,
        site=role.site.code if role.site else None,
    )
