"""The ledger of pushed messages, per office and month: reserved before a send, then settled."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, insert


class AllowanceMonth(Base):
    """One Bangkok month; figures are recipients, as LINE counts them (line-platform.md §2).

    `reserved` are queued and not sent yet, `spent` accepted by LINE, `reported` what LINE itself
    said last: it also counts what was sent from outside this product.
    """

    __tablename__ = "allowance_month"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    granted: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)
    spent: Mapped[int] = mapped_column(default=0)
    reported: Mapped[int | None]
    reported_at: Mapped[datetime | None]

    @property
    def used(self) -> int:
        """The larger of our count and LINE's: neither may be exceeded."""
        return max(self.spent, self.reported or 0)

    @property
    def left(self) -> int:
        """How many more may be reserved."""
        return max(self.granted - self.used - self.reserved, 0)


def month_of(day: date) -> date:
    """The first day of the month, which names it."""
    return day.replace(day=1)


def allowance(session: Session, agency_id: int, day: date, *, granted: int) -> AllowanceMonth:
    """The month's ledger, opened with the plan's allowance on first use, locked for changing."""
    session.flush()  # what was counted a moment ago must not be read over
    key = {"agency_id": agency_id, "month": month_of(day)}
    statement = insert(session, AllowanceMonth).values(**key, granted=granted, reserved=0, spent=0)
    session.execute(statement.on_conflict_do_nothing())
    return session.scalars(
        select(AllowanceMonth)
        .where(AllowanceMonth.agency_id == agency_id, AllowanceMonth.month == month_of(day))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def settle(
    session: Session, agency_id: int, month: date, *, sent: int = 0, released: int = 0
) -> None:
    """Turns reservations into what was spent, or gives them back unsent."""
    session.execute(
        update(AllowanceMonth)
        .where(AllowanceMonth.agency_id == agency_id, AllowanceMonth.month == month)
        .values(
            reserved=AllowanceMonth.reserved - sent - released, spent=AllowanceMonth.spent + sent
        )
        .execution_options(synchronize_session=False)
    )
