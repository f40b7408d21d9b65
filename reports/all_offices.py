"""Every office of the installation against its targets: sums, for whom sees all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import UNASSIGNED, Agency
from models.campaign import Instrument, current_campaign
from models.quota_cell import OfficialCount
from reports.quota_progress import Progress, UnitProgress, quota_progress
from rules.thai_dates import bangkok_date


@dataclass(frozen=True)
class Sums:
    """One instrument in one office, in people; `target` and `remaining` None until known."""

    target: int | None
    counted: int
    remaining: int | None
    short_units: int
    official: OfficialCount | None

    @property
    def percent(self) -> int | None:
        """What is reached of the target, unit by unit: a surplus covers no other's gap."""
        if not self.target or self.remaining is None:
            return None
        return max(self.target - self.remaining, 0) * 100 // self.target


@dataclass(frozen=True)
class OfficeLine:
    """An office and where it stands; `progress` is None while it has no campaign."""

    office: Agency
    progress: Progress | None

    def sums(self, instrument: Instrument) -> Sums | None:
        """The office's sums; None while it has no campaign."""
        if self.progress is None:
            return None
        lines = self.progress.of(instrument)
        return Sums(
            target=self.progress.target(instrument),
            counted=sum(line.counted for line in lines),
            remaining=self.progress.remaining(instrument),
            short_units=len([line for line in lines if _is_short(line)]),
            official=self.progress.official.get(instrument),
        )


def _is_short(line: UnitProgress) -> bool:
    return line.unit.code != UNASSIGNED and not line.met


def all_offices(session: Session, instrument: Instrument, *, now: datetime) -> list[OfficeLine]:
    """The offices, furthest behind first; each by the very figures its own people see.

    One whose target is not known yet comes first, one without a campaign last.
    """
    lines = []
    for office in session.scalars(select(Agency).order_by(Agency.id)):
        campaign = current_campaign(session, office.id, bangkok_date(now))
        progress = quota_progress(session, campaign, now=now) if campaign is not None else None
        lines.append(OfficeLine(office, progress))
    return sorted(lines, key=lambda line: _behind(line.sums(instrument)))


def _behind(sums: Sums | None) -> tuple[bool, int]:
    return (True, 0) if sums is None else (False, sums.percent or 0)


def together(lines: Iterable[OfficeLine], instrument: Instrument) -> tuple[int, int]:
    """All offices' counted people and known targets."""
    known = [sums for line in lines if (sums := line.sums(instrument)) is not None]
    return sum(sums.counted for sums in known), sum(sums.target or 0 for sums in known)
