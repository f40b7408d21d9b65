"""The coordinators' digest: what is missing before each due date, one message a person and day.

Only units with a gap, missing evidence or an untouched tick are told; at D-3 the owner gets the
list of those still unmet (domain.md §10).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import Unit
from models.campaign import Campaign, Instrument
from models.evidence import EvidenceState
from models.job_run import is_first_run
from models.reminder import MilestoneTick
from models.role import Role, RoleName
from outbound.messages.reminder import digest
from outbound.messages.wording import Wording
from reports.evidence import PartSheet, sheets_by_occasion
from reports.quota_progress import Progress, UnitProgress, quota_progress
from rules.language import Language
from rules.quota import invite_more
from rules.thai_dates import BANGKOK, bangkok_midnight
from scheduler.office_push import office_people, push_to_office

TOPIC = "digest"
OWNER_AT = 3
"""Working days before a due date at which the owner gets the list."""

MOST_LINES = 20


@dataclass(frozen=True)
class DueDate:
    """A milestone so many working days ahead."""

    milestone: Any
    day: date
    days: int


def due_dates(campaign: Campaign, today: date) -> list[DueDate]:
    """The milestones whose D-n is today, by the effective day (domain.md §11)."""
    before = campaign.reminders["coordinators"]["working_days_before"]
    return [
        DueDate(milestone, date.fromisoformat(milestone["date"]), days)
        for milestone in campaign.milestones
        for days in before
        if campaign.calendar.working_days_before(date.fromisoformat(milestone["date"]), days)
        == today
    ]


def send_digests(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    """Queues one message for each coordinator with something open; how many."""
    dates = due_dates(campaign, today)
    day = bangkok_midnight(today)
    if not dates or not is_first_run(session, f"digests {campaign.id}", scheduled_at=day, now=now):
        return 0
    progress = quota_progress(session, campaign, now=now)
    sheets = sheets_by_occasion(session, campaign)
    ticks = _ticks(session, campaign)
    nearest = min(each.days for each in dates)
    sent = 0
    names = [RoleName.COORDINATOR, *([RoleName.OWNER] if nearest <= OWNER_AT else [])]
    for person, roles in office_people(session, campaign, names):
        w = Wording(Language(person.language), campaign.wording)
        units = _units(roles, progress)
        lines = [
            line
            for due in dates
            for line in _lines(w, campaign, due, units, progress, sheets, ticks)
        ]
        if not lines:
            continue
        is_owner = any(role.unit_id is None for role in roles)
        heading = w("digest.owner", days=nearest) if is_owner else w("digest.own")
        message = digest(
            w,
            due=next(each.day for each in dates if each.days == nearest),
            days=nearest,
            lines=lines[:MOST_LINES],
            heading=heading,
        )
        push_to_office(
            session,
            campaign,
            person,
            message,
            topic=TOPIC,
            today=today,
            not_after=datetime.combine(today, time(16, 0), BANGKOK),
            now=now,
        )
        sent += 1
    return sent


def _units(roles: list[Role], progress: Progress) -> set[int]:
    if any(role.unit_id is None for role in roles):
        return {line.unit.id for line in progress.units}
    return {role.unit_id for role in roles if role.unit_id is not None}


def _ticks(session: Session, campaign: Campaign) -> set[tuple[int, str]]:
    rows = session.execute(
        select(MilestoneTick.unit_id, MilestoneTick.milestone).where(
            MilestoneTick.agency_id == campaign.agency_id,
            MilestoneTick.campaign_id == campaign.id,
        )
    )
    return {(unit_id, code) for unit_id, code in rows}


def _lines(
    w: Wording,
    campaign: Campaign,
    due: DueDate,
    units: set[int],
    progress: Progress,
    sheets: list[list[PartSheet]],
    ticks: set[tuple[int, str]],
) -> Iterator[str]:
    """What is open of one milestone in those units."""
    kind = due.milestone["kind"]
    if kind in ("eit_complete", "checkpoint"):
        yield from _gaps(w, progress, Instrument.EIT, units)
    elif kind == "evidence":
        occasion = campaign.evidence_days.index(due.day) + 1
        yield from _gaps(w, progress, Instrument.IIT, units)
        yield from _sheets(w, sheets[occasion - 1], occasion, units)
    else:
        yield from _unticked(w, due.milestone, progress, units, ticks)


def _gaps(w: Wording, progress: Progress, instrument: Instrument, units: set[int]) -> Iterator[str]:
    for line in progress.of(instrument):
        if line.unit.id in units and line.remaining:
            words = w(
                "digest.gap",
                unit=_short(w, line.unit),
                instrument=instrument,
                remaining=line.remaining,
                needed=line.pace_needed if line.pace_needed is not None else "-",
                recent=f"{line.recent_per_day:.1f}",
            )
            yield f"{words} {_invite(w, line)}".rstrip()


def _invite(w: Wording, line: UnitProgress) -> str:
    """About how many to invite, for EIT only: of known staff it would tell who reported."""
    if line.instrument == Instrument.IIT:
        return ""
    more = invite_more(remaining=line.remaining or 0, reached=line.reached, reported=line.reported)
    return "" if more is None else w("digest.invite", more=more)


def _sheets(w: Wording, sheets: list[PartSheet], occasion: int, units: set[int]) -> Iterator[str]:
    for sheet in sheets:
        missing = sheet.evidence is None or sheet.evidence.state == EvidenceState.RETURNED
        if sheet.unit.id in units and missing:
            name = sheet.site.name_th if sheet.site else _short(w, sheet.unit)
            yield w("digest.evidence", unit=name, occasion=occasion)


def _unticked(
    w: Wording,
    milestone: Any,
    progress: Progress,
    units: set[int],
    ticks: set[tuple[int, str]],
) -> Iterator[str]:
    for line in progress.of(Instrument.IIT):
        owns = milestone["owner"] in ("every_unit", line.unit.code)
        if owns and line.unit.id in units and (line.unit.id, milestone["code"]) not in ticks:
            label = w.pick(str(milestone["label_th"]), str(milestone["label_en"]))
            yield w("digest.oit", unit=_short(w, line.unit), label=label)


def _short(w: Wording, unit: Unit) -> str:
    return w.pick(unit.short_th, unit.short_en)
