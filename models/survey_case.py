"""One respondent, or one anonymous device, in one campaign: reached once, reported once."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from models.base import Base, Id, insert
from models.campaign import Instrument
from models.counting import Cell, Figure, Source, count


class NotEligible(StrEnum):
    """Why a person met is not asked (AAPOR 4.x)."""

    OWN_STAFF = "own_staff"
    UNDER_A_YEAR = "under_a_year"
    LEFT = "left"


UNANSWERED = text("reached_at is not null and reported_at is null and not_eligible is null")
"""Whoever may still be reminded."""

OF_INVITEE = text("invitee_id is not null")


class SurveyCase(Base):
    """A case belongs to the first unit and point that met the person (design.md §8).

    Either `respondent_id` (met in LINE) or `device` (met on the web page, nobody known) is
    set; both are empty after erasure, and the case goes on counting. A case of IIT is opened by
    a personal code and is its `staff_member_id`'s, whichever LINE account writes; `bound_at` is
    since when the present one does.
    """

    __tablename__ = "survey_case"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign_id", "instrument", "respondent_id"),
        UniqueConstraint("agency_id", "campaign_id", "instrument", "device"),
        Index(
            "uq_survey_case_staff_member",
            *("agency_id", "campaign_id", "instrument", "staff_member_id"),
            unique=True,
        ),
        Index(
            "ix_survey_case_invitee",
            *("agency_id", "invitee_id"),
            sqlite_where=OF_INVITEE,
            postgresql_where=OF_INVITEE,
        ),
        # who may still be reminded: a round's cost follows them, not all who were ever met
        Index(
            "ix_survey_case_unanswered",
            *("agency_id", "campaign_id", "id"),
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_point.id"))
    instrument: Mapped[Instrument] = mapped_column(String(3))
    source: Mapped[Source] = mapped_column(String(10))
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id"), index=True)
    device: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    met_at: Mapped[datetime]
    invitee_id: Mapped[int | None]  # no foreign key: see migration 0007
    bound_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    not_eligible: Mapped[NotEligible | None] = mapped_column(String(20))
    stopped: Mapped[bool | None]  # when its person was forgotten: whether they had asked to stop

    @property
    def cell(self) -> Cell:
        return Cell(
            self.agency_id,
            self.campaign_id,
            self.unit_id,
            self.instrument,
            self.service_point_id or 0,
        )


def find_case(
    session: Session, *, agency_id: int, campaign_id: int, respondent_id: int
) -> SurveyCase | None:
    """The person's case in the campaign: never both questionnaires (domain.md §7).

    Staff who were met at a counter before they used their card have one of each: IIT holds.
    """
    return session.scalar(
        select(SurveyCase)
        .where(
            SurveyCase.agency_id == agency_id,
            SurveyCase.campaign_id == campaign_id,
            SurveyCase.respondent_id == respondent_id,
        )
        .order_by(SurveyCase.instrument.desc())
        .limit(1)
    )


def device_case(session: Session, cell: Cell, *, device: bytes, now: datetime) -> SurveyCase:
    """The device's case in the campaign, made at its first act; the first unit keeps it."""
    statement = insert(session, SurveyCase).values(
        agency_id=cell.agency_id,
        campaign_id=cell.campaign_id,
        unit_id=cell.unit_id,
        service_point_id=cell.service_point_id or None,
        instrument=cell.instrument,
        source=Source.WEB,
        device=device,
        met_at=now,
    )
    session.execute(statement.on_conflict_do_nothing())
    return session.scalars(
        select(SurveyCase).where(
            SurveyCase.agency_id == cell.agency_id,
            SurveyCase.campaign_id == cell.campaign_id,
            SurveyCase.instrument == cell.instrument,
            SurveyCase.device == device,
        )
    ).one()


def mark(session: Session, cases: Iterable[SurveyCase], figure: Figure, *, now: datetime) -> int:
    """Marks cases reached or reported, each once; how many were not yet, and are eligible.

    The database decides, so that two at once count one.
    """
    name = f"{figure}_at"
    column = getattr(SurveyCase, name)
    open_cases = {
        case.id: case for case in cases if getattr(case, name) is None and case.not_eligible is None
    }
    if not open_cases:
        return 0
    marked = session.scalars(
        update(SurveyCase)
        .where(SurveyCase.id.in_(open_cases), column.is_(None), SurveyCase.not_eligible.is_(None))
        .values({name: now})
        .execution_options(synchronize_session=False)
        .returning(SurveyCase.id)
    ).all()
    for case in (open_cases[number] for number in marked):
        set_committed_value(case, name, now)
        count(session, case.cell, figure, Source(case.source), at=now)
    return len(marked)


def change_case(session: Session, case: SurveyCase, *, now: datetime, **values: object) -> None:
    """Changes a case's unit, standing or dates, and moves the counts it is in along."""
    _lock(session, case)
    for figure in _figures_of(case):
        count(session, case.cell, figure, Source(case.source), at=now, amount=-1)
    for name, value in values.items():
        setattr(case, name, value)
    for figure in _figures_of(case):
        count(session, case.cell, figure, Source(case.source), at=now)


def _lock(session: Session, case: SurveyCase) -> None:
    """The row as it stands, held until the end: what is counted must not change under us."""
    session.flush()
    session.refresh(case, with_for_update=True)


def remove_case(session: Session, case: SurveyCase, *, now: datetime) -> None:
    """Takes a case opened by mistake out of every figure and out of the tables."""
    _lock(session, case)
    for figure in _figures_of(case):
        count(session, case.cell, figure, Source(case.source), at=now, amount=-1)
    session.delete(case)


def _figures_of(case: SurveyCase) -> list[Figure]:
    """The figures a case is in; one that is not eligible has only joined."""
    figures = [Figure.JOINED] if case.source == Source.LINE else []
    if case.not_eligible is None:
        figures += [Figure.REACHED] if case.reached_at is not None else []
        figures += [Figure.REPORTED] if case.reported_at is not None else []
    return figures
