"""The roster: staff who may be asked for IIT, their personal code, and their signature.

What a person may do by their code is in `handlers/binding.py`; who wrote from which LINE account
is their IIT case's `respondent_id`.
"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id
from models.campaign import Instrument
from models.counting import Cell, Figure, Source, count
from models.sealed import Sealed
from models.survey_case import NotEligible
from rules.staff_group import StaffGroup


class StaffMember(Base):
    """One person of one campaign's roster; who left it is kept and marked (design.md §6).

    `line` is the person's number within unit and site, on cards and sheets: coordinators name
    people by it in chat, where names never appear. `person_hash` stands for name and start
    date: the same person twice is refused by the database.
    """

    __tablename__ = "staff_member"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign_id", "person_hash"),
        UniqueConstraint("agency_id", "code_hash"),
        Index("ix_staff_member_part", "agency_id", "campaign_id", "unit_id", "site_id", "line"),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    staff_group: Mapped[StaffGroup] = mapped_column(String(20))
    line: Mapped[int]
    number: Mapped[str | None] = mapped_column(Sealed)
    name: Mapped[str] = mapped_column(Sealed)
    person_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    started_on: Mapped[date] = mapped_column(Date)
    not_eligible: Mapped[NotEligible | None] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(Sealed)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    wrong_days: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    added_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # only the figures are left of this row

    @property
    def cell(self) -> Cell:
        return Cell(
            self.agency_id,
            self.campaign_id,
            self.unit_id,
            Instrument.IIT,
            staff_group=self.staff_group,
        )

    @property
    def counts(self) -> bool:
        """Whether the person is of the eligible roster, the targets' denominator."""
        return self.not_eligible is None

    @property
    def has_signed(self) -> bool:
        """On paper or in LINE; whether LINE is accepted is the campaign's question."""
        return self.signed_at is not None or self.acknowledged_at is not None


def evidence_counts(member: StaffMember) -> list[tuple[Figure, Source]]:
    """The figures this person's evidence is in; empty for who is not of the eligible roster.

    A paper signature and an acknowledgement of one person meet a target once.
    """
    if not member.counts:
        return []
    figures = []
    if member.acknowledged_at is not None:
        figures.append((Figure.ACKNOWLEDGED, Source.LINE))
    if member.signed_at is not None:
        figures.append((Figure.SIGNED, Source.ASSISTED))
    elif member.acknowledged_at is not None:
        figures.append((Figure.SIGNED, Source.LINE))
    return figures


EVIDENCE_COLUMNS = (
    StaffMember.unit_id,
    StaffMember.staff_group,
    StaffMember.not_eligible,
    StaffMember.acknowledged_at,
    StaffMember.signed_at,
)
"""What `evidence_counts` reads; a name need not be unsealed to be counted."""


def change(session: Session, member: StaffMember, *, now: datetime, **values: object) -> None:
    """Changes the person's row and moves their evidence's counts along.

    The row is read anew and held until the end, so that two at once count one.
    """
    session.flush()
    session.refresh(member, with_for_update=True)
    for figure, source in evidence_counts(member):
        count(session, member.cell, figure, source, at=now, amount=-1)
    for name, value in values.items():
        setattr(member, name, value)
    for figure, source in evidence_counts(member):
        count(session, member.cell, figure, source, at=now)


def find_member(session: Session, agency_id: int, code_hash: bytes) -> StaffMember | None:
    """The person of that personal code's hash."""
    return session.scalar(
        select(StaffMember).where(
            StaffMember.agency_id == agency_id, StaffMember.code_hash == code_hash
        )
    )


def members_of(
    session: Session,
    *,
    agency_id: int,
    campaign_id: int,
    unit_id: int,
    site_id: int | None = None,
    to_change: bool = False,
) -> list[StaffMember]:
    """The eligible roster of a unit in the order of its lines; of one site, or of none (0).

    Rows `to_change` are held until the transaction ends.
    """
    query = select(StaffMember).where(
        StaffMember.agency_id == agency_id,
        StaffMember.campaign_id == campaign_id,
        StaffMember.unit_id == unit_id,
        StaffMember.not_eligible.is_(None),
        StaffMember.erased_at.is_(None),
    )
    if site_id is not None:
        query = query.where(func.coalesce(StaffMember.site_id, 0) == site_id)
    query = query.order_by(StaffMember.line, StaffMember.id)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))
