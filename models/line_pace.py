"""How fast each LINE channel is called, over all workers: their limits are the channel's."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, and_, case, or_
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, insert

REST = timedelta(seconds=2)
"""So long no worker asks for more after LINE said that it was too much."""


class LinePace(Base):
    """What the workers have set apart of a channel's calls in the newest second, by queue."""

    __tablename__ = "line_pace"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    queue: Mapped[str] = mapped_column(String(10), primary_key=True)
    second: Mapped[int]
    taken: Mapped[int]
    rests_until: Mapped[datetime | None]


def set_apart(
    session: Session, agency_id: int, queue: str, calls: int, *, most: int, now: datetime
) -> bool:
    """Takes `calls` of the `most` there are in this second, or none.

    Another host's clock may be off: its second is another one, so nobody waits for a clock.
    """
    second = int(now.timestamp())
    row = insert(session, LinePace).values(
        agency_id=agency_id, queue=queue, second=second, taken=calls
    )
    same = LinePace.second == second
    return (
        session.scalar(
            row.on_conflict_do_update(
                index_elements=["agency_id", "queue"],
                set_={
                    "taken": case((same, LinePace.taken + calls), else_=calls),
                    "second": second,
                },
                where=and_(
                    or_(~same, LinePace.taken + calls <= most),
                    or_(
                        LinePace.rests_until.is_(None),
                        ~LinePace.rests_until.between(now, now + REST),
                    ),
                ),
            ).returning(LinePace.taken)
        )
        is not None
    )


def rest(session: Session, agency_id: int, queue: str, *, now: datetime) -> None:
    """LINE said it was too much: nobody sets apart more of this channel for a moment."""
    until = now + REST
    row = insert(session, LinePace).values(
        agency_id=agency_id, queue=queue, second=0, taken=0, rests_until=until
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["agency_id", "queue"], set_={"rests_until": until}
        )
    )
