"""One fielding of the questionnaires in one office and fiscal year."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id
from rules.eligibility import started_by
from rules.retention import outsiders_go_on, staff_go_on
from rules.thai_dates import bangkok_date, bangkok_midnight
from rules.work_calendar import WorkCalendar


class Instrument(StrEnum):
    """Which questionnaire (domain.md §1)."""

    EIT = "EIT"
    IIT = "IIT"


class Shut(StrEnum):
    """Why a campaign takes nobody on a day."""

    NOT_OPEN = "not_open"
    CLOSED = "closed"


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As a campaign file writes them."""


class Campaign(Base):
    """A campaign as its YAML file states it; `content` is the validated file.

    `file_digest` is the file's that was loaded last; `edited_at` is when the desk changed
    something since, None while the campaign is what that file says. `erased_at` is when nobody of
    it was known any more, both questionnaires' time being over.
    """

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("agency_id", "slug"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    slug: Mapped[str] = mapped_column(String(60))
    fiscal_year: Mapped[int]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    loaded_at: Mapped[datetime]
    file_digest: Mapped[str | None] = mapped_column(String(64))
    edited_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def wording(self) -> Mapping[str, Mapping[str, str]]:
        """Sentences this campaign says in its own words, by key and language."""
        return self.content.get("wording") or {}

    @property
    def calendar(self) -> WorkCalendar:
        """The office's working days, by the campaign's own table of holidays."""
        return WorkCalendar(
            frozenset(date.fromisoformat(day["date"]) for day in self.content["holidays"])
        )

    def calendar_of(self, unit_code: str) -> WorkCalendar:
        """The days on which a unit serves: Saturdays too, where it says so (domain.md §10)."""
        stated = self.unit_entry(unit_code).get("service_days")
        if not stated:
            return self.calendar
        return WorkCalendar(self.calendar.closed, frozenset(map(WEEKDAYS.index, stated)))

    @property
    def minutes(self) -> int:
        """How long the questionnaire takes."""
        return int(self.content["minutes"])

    @property
    def iit_started_by(self) -> date:
        """The last first day of service that makes staff eligible for IIT (domain.md §4)."""
        stated = self.content.get("iit_started_by")
        return date.fromisoformat(stated) if stated else started_by(self.fiscal_year)

    @property
    def takes_line_signatures(self) -> bool:
        """Whether the evaluators accept an acknowledgement in LINE as a signature."""
        return self.content.get("line_signature") == "accepted"

    @property
    def people_each(self) -> int:
        """How many may answer for one company or agency invited by name."""
        return int((self.content.get("invitees") or {}).get("people_each", 3))

    @property
    def reminders(self) -> Mapping[str, Any]:
        """The reminder plan as the file has it."""
        plan: Mapping[str, Any] = self.content["reminders"]
        return plan

    def quiet_periods(self, *, of_schools: bool) -> tuple[tuple[date, date], ...]:
        """The days without reminders, both ends included."""
        return tuple(
            (date.fromisoformat(period["starts"]), date.fromisoformat(period["ends"]))
            for period in self.content["quiet_periods"]
            if of_schools or period["audience"] == "everyone"
        )

    @property
    def milestones(self) -> list[Mapping[str, Any]]:
        """The due dates as the file has them, by their day."""
        return sorted(self.content["milestones"], key=lambda each: str(each["date"]))

    @property
    def evidence_days(self) -> list[date]:
        """The due days of the signature sheets, ครั้งที่ 1 first."""
        return sorted(
            date.fromisoformat(milestone["date"])
            for milestone in self.content["milestones"]
            if milestone["kind"] == "evidence"
        )

    def unit_entry(self, unit_code: str) -> Mapping[str, Any]:
        """What the file says of a unit; nothing for one it no longer has."""
        entries = (unit for unit in self.content["units"] if unit["code"] == unit_code)
        return next(entries, {})

    def survey_url(self, instrument: Instrument) -> str:
        """The official link: one per office, the same for everybody (domain.md §7)."""
        return str(self.content["links"][instrument]["url"])

    def is_practice(self, instrument: Instrument) -> bool:
        """Whether the link is only a placeholder for the one the NACC will give."""
        return bool(self.content["links"][instrument]["placeholder"])

    def has_eit(self, unit_code: str) -> bool:
        """Whether outsiders are asked about that unit."""
        return self.unit_entry(unit_code).get("eit") is not None

    def has_iit(self, unit_code: str) -> bool:
        """Whether the unit's own staff are asked."""
        return bool(self.unit_entry(unit_code).get("iit"))

    def floor(self, instrument: Instrument) -> int:
        """How many the whole office needs at the least."""
        return int(self.content[f"{instrument.lower()}_floor"])

    def checkpoint(self, instrument: Instrument, today: date) -> tuple[date, int] | None:
        """The next internal checkpoint and its share of the target in per cent (domain.md §5)."""
        ahead = sorted(
            (date.fromisoformat(milestone["date"]), int(milestone["share"]))
            for milestone in self.content["milestones"]
            if milestone["kind"] == "checkpoint" and milestone.get("instrument") == instrument
        )
        return next(((day, share) for day, share in ahead if day >= today), None)

    @property
    def began_at(self) -> datetime:
        """The moment its first day begins."""
        return bangkok_midnight(self.opens_on)

    @property
    def ended_on(self) -> date:
        """The last day people may answer: the file's, or the day it was closed before that."""
        closed = bangkok_date(self.closed_at) if self.closed_at is not None else self.closes_on
        return min(closed, self.closes_on)

    def erase_on(self, instrument: Instrument) -> date:
        """From which day on nobody of that questionnaire may be known any more."""
        if instrument == Instrument.IIT:
            return staff_go_on(self.fiscal_year)
        days = int(self.content["notice"]["retention_days"])
        return outsiders_go_on(ended_on=self.ended_on, days=days)

    def shut_why(self, today: date) -> Shut | None:
        """Why nobody is invited, counted or reminded on that Bangkok day; None while it is open."""
        if today < self.opens_on:
            return Shut.NOT_OPEN
        return Shut.CLOSED if today > self.closes_on or self.closed_at is not None else None

    def is_open(self, today: date) -> bool:
        """Whether people may be invited on that Bangkok day; both ends included."""
        return self.shut_why(today) is None


def open_on(today: date) -> Sequence[ColumnElement[bool]]:
    """The condition of campaigns that are open on that Bangkok day, as `is_open` tells of one."""
    return Campaign.opens_on <= today, Campaign.closes_on >= today, Campaign.closed_at.is_(None)


def current_campaign(session: Session, agency_id: int, today: date) -> Campaign | None:
    """The campaign an office works on: the one open today, else the latest that has begun.

    Next year's, loaded early, waits for its first day; alone, it is the one.
    """
    query = select(Campaign).where(Campaign.agency_id == agency_id)
    campaigns = session.scalars(query.order_by(Campaign.fiscal_year.desc(), Campaign.id)).all()
    running = [campaign for campaign in campaigns if campaign.is_open(today)]
    begun = [campaign for campaign in campaigns if campaign.opens_on <= today]
    return next(iter(running or begun or campaigns[-1:]), None)


def find_campaign(session: Session, agency_id: int, slug: str) -> Campaign | None:
    """The office's campaign of that slug."""
    return session.scalar(
        select(Campaign).where(Campaign.agency_id == agency_id, Campaign.slug == slug)
    )


def campaign_of_year(session: Session, agency_id: int, fiscal_year: int) -> Campaign | None:
    """The office's campaign of that B.E. fiscal year."""
    return session.scalar(
        select(Campaign).where(Campaign.agency_id == agency_id, Campaign.fiscal_year == fiscal_year)
    )
