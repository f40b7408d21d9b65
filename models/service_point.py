"""A counter where people are met, its code, and the devices seen there (no person)."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.agency import Unit
from models.audit import audit
from models.base import Base, Id, insert
from models.campaign import Campaign, Instrument
from rules.codes import CodeKind, new_code

SAME_VISIT = timedelta(minutes=30)
"""Looking again within this time is the same look (design.md §3)."""


class PointKind(StrEnum):
    """A kiosk is one tablet many people use: every visit there is another person.

    Online is one of the office's own channels: what is shared there is a picture, not paper.
    """

    COUNTER = "counter"
    KIOSK = "kiosk"
    SCHOOL = "school"
    EVENT = "event"
    ONLINE = "online"


class ServicePoint(Base):
    """One counter of a unit and the code its QR carries."""

    __tablename__ = "service_point"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        Index("ix_service_point_code", "code", unique=True),  # an address has the code alone
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    instrument: Mapped[Instrument] = mapped_column(String(3), default=Instrument.EIT)
    kind: Mapped[PointKind] = mapped_column(String(10), default=PointKind.COUNTER)
    code: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    campaign: Mapped[Campaign] = relationship()


class DeviceVisit(Base):
    """When a device's last counted look at a point began; the device is a hash of a cookie."""

    __tablename__ = "device_visit"
    __table_args__ = (Index("ix_device_visit_counted", "agency_id", "counted_at"),)  # for the purge

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    service_point_id: Mapped[int] = mapped_column(ForeignKey("service_point.id"), primary_key=True)
    device: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    figure: Mapped[str] = mapped_column(String(12), primary_key=True)
    counted_at: Mapped[datetime]


def find_point(session: Session, agency_id: int, code: str) -> ServicePoint | None:
    """The service point of that code in canonical form, revoked ones included."""
    return session.scalar(
        select(ServicePoint).where(ServicePoint.agency_id == agency_id, ServicePoint.code == code)
    )


def find_point_anywhere(session: Session, code: str) -> ServicePoint | None:
    """The point of that code, whichever office's: what is on a sign names no office."""
    return session.scalar(select(ServicePoint).where(ServicePoint.code == code))


def points_of(
    session: Session, *, agency_id: int, campaign_id: int, unit_id: int | None = None
) -> list[ServicePoint]:
    """The points in use, oldest first; of one unit or of all."""
    query = select(ServicePoint).where(
        ServicePoint.agency_id == agency_id,
        ServicePoint.campaign_id == campaign_id,
        ServicePoint.revoked_at.is_(None),
    )
    if unit_id is not None:
        query = query.where(ServicePoint.unit_id == unit_id)
    return list(session.scalars(query.order_by(ServicePoint.id)))


def add_point(
    session: Session,
    campaign: Campaign,
    unit: Unit,
    *,
    label: str,
    kind: PointKind,
    actor: str,
    now: datetime,
) -> ServicePoint:
    """A new place with its code; one of the same unit, label and kind is that place again."""
    points = points_of(
        session, agency_id=campaign.agency_id, campaign_id=campaign.id, unit_id=unit.id
    )
    same = (point for point in points if label and (point.label, point.kind) == (label, kind))
    if (found := next(same, None)) is not None:
        return found
    point = ServicePoint(
        agency_id=campaign.agency_id,
        unit=unit,
        campaign=campaign,
        instrument=Instrument.EIT,
        kind=kind,
        code=free_code(session),
        label=label,
        created_at=now,
    )
    session.add(point)
    audit(
        session,
        campaign.agency_id,
        at=now,
        actor=actor,
        action="service point made",
        unit=unit.code,
        label=label,
    )
    return point


def free_code(session: Session) -> str:
    """A code that no office's point has had: with half a million of them, one in 2,000 is taken.

    Two that choose the same at once are refused by the database.
    """
    while find_point_anywhere(session, code := new_code(CodeKind.SERVICE_POINT)) is not None:
        pass
    return code


def end_point(session: Session, point: ServicePoint, *, actor: str, now: datetime) -> None:
    """Ends a code: its page then says so; figures stay. A second time changes nothing."""
    if point.revoked_at is not None:
        return
    point.revoked_at = now
    audit(
        session,
        point.agency_id,
        at=now,
        actor=actor,
        action="service point revoked",
        code=point.code,
    )


def is_new_visit(
    session: Session, point: ServicePoint, *, device: bytes, figure: str, now: datetime
) -> bool:
    """Whether this look counts: the first by the device, or the first for half an hour.

    The database decides, so that two at once count one.
    """
    statement = insert(session, DeviceVisit).values(
        agency_id=point.agency_id,
        service_point_id=point.id,
        device=device,
        figure=figure,
        counted_at=now,
    )
    done = session.execute(
        statement.on_conflict_do_update(
            index_elements=["agency_id", "service_point_id", "device", "figure"],
            set_={"counted_at": statement.excluded.counted_at},
            where=DeviceVisit.counted_at <= now - SAME_VISIT,
        ).returning(DeviceVisit.counted_at)
    )
    return done.first() is not None
