"""Exactly one scheduler acts: a lease with an epoch, by the database's clock (design.md §8)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import String, case, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, UtcDateTime, insert

LASTS = timedelta(seconds=30)
"""A leader silent for this long is dead or frozen, and another may take its place."""

NAME = "scheduler"


class LeaseLost(Exception):
    """Another process leads by now: what this one was about to do is not its own any more."""


class Lease(Base):
    """Who leads, under which epoch, until when; each change of leader is a new epoch."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    holder: Mapped[str] = mapped_column(String(36))
    epoch: Mapped[int]
    expires_at: Mapped[datetime]


def take_lease(session: Session, holder: str) -> int | None:
    """Takes or renews it; the epoch under which `holder` leads, None while another does."""
    now = _database_now(session)
    statement = insert(session, Lease).values(
        name=NAME, holder=holder, epoch=1, expires_at=now + LASTS
    )
    is_mine = Lease.holder == holder
    epoch: int | None = session.scalar(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "holder": holder,
                "epoch": case((is_mine, Lease.epoch), else_=Lease.epoch + 1),
                "expires_at": statement.excluded.expires_at,
            },
            where=or_(is_mine, Lease.expires_at <= now),
        ).returning(Lease.epoch)
    )
    return epoch


def give_up_lease(session: Session, holder: str) -> None:
    """A leader that ends in good order lets the next one start at once."""
    session.execute(
        update(Lease).where(Lease.holder == holder).values(expires_at=_database_now(session))
    )


def leading(holder: str, epoch: int) -> Callable[[Session], None]:
    """A transaction's guard: raises LeaseLost unless that epoch still stands.

    It holds the row until the transaction ends, so nobody takes over in the middle of one.
    """

    def guard(session: Session) -> None:
        held = session.scalar(
            select(Lease.epoch)
            .where(Lease.name == NAME, Lease.holder == holder)
            .with_for_update(read=True)
        )
        if held != epoch:
            raise LeaseLost

    return guard


def _database_now(session: Session) -> datetime:
    now: datetime | None = session.scalar(select(func.now(type_=UtcDateTime())))
    assert now is not None
    return now
