"""Many offices on one installation: their campaigns, their LINE channels, their counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.processes import ROOT, Bench
from campaigns.lines import read_yaml
from campaigns.load import load_campaign
from campaigns.parse import check_content
from models.agency import Agency, units_of
from models.campaign import Campaign
from models.line_channel import Channel, store_channel
from models.service_point import PointKind, ServicePoint
from models.session import Database
from rules.codes import CodeKind, new_code

NOW = datetime(2027, 1, 20, 2, 30, tzinfo=UTC)
"""A Wednesday, half past nine in Bangkok; who was invited on the 13th is due a reminder."""

OPENED = datetime(2026, 10, 5, 2, tzinfo=UTC)

POINTS_EACH = 6
ENDLESS = 90_000


@dataclass(frozen=True)
class Office:
    """One office and what its rows need."""

    id: int
    slug: str
    campaign_id: int
    points: Sequence[tuple[int, int]]
    """Service points, each with its unit."""
    code: str

    def at_point(self, number: int) -> tuple[int, int]:
        return self.points[number % len(self.points)]


def secret_of(slug: str) -> str:
    return f"secret of {slug}"


def token_of(slug: str) -> str:
    """The pretended LINE knows by it whose call it is."""
    return f"token of {slug}"


def open_offices(database: Database, numbers: range) -> list[Office]:
    """Bang Sue's campaign under other names, each office with its own LINE channel."""
    data = _campaign()
    made = []
    for number in numbers:
        slug = f"office{number}"
        data["agency"]["slug"], data["slug"] = slug, f"{slug}-2570"
        file, problems = check_content(data)
        assert file is not None, problems
        with database.transaction() as session:
            load_campaign(session, file, now=OPENED)
            agency = session.scalars(select(Agency).where(Agency.slug == slug)).one()
            channel = Channel(secret_of(slug), token_of(slug), f"@{slug}")
            store_channel(session, agency, channel, actor="a benchmark", now=OPENED)
            made.append(_with_points(session, agency))
    return made


def _campaign() -> dict[str, Any]:
    """No target is ever met and no allowance used up: there is always a round to send."""
    data = read_yaml((ROOT / "campaigns" / "bangsue-2570.yaml").read_text()).data
    assert isinstance(data, dict)
    asked = [unit for unit in data["units"] if unit.get("eit")]
    for unit in asked:
        unit["eit"] = ENDLESS
    data["eit_floor"] = ENDLESS * len(asked)
    data["reminders"]["allowance"].update(monthly=ENDLESS, per_round=ENDLESS)
    return data


def _with_points(session: Session, agency: Agency) -> Office:
    campaign = session.scalars(select(Campaign).where(Campaign.agency_id == agency.id)).one()
    units = [u for u in units_of(session, agency.id) if campaign.has_eit(u.code)]
    points = [
        ServicePoint(
            agency_id=agency.id,
            campaign=campaign,
            unit=unit,
            kind=PointKind.COUNTER,
            code=new_code(CodeKind.SERVICE_POINT),
            label=f"เคาน์เตอร์ {number + 1}",
            created_at=OPENED,
        )
        for unit in units
        for number in range(POINTS_EACH)
    ]
    session.add_all(points)
    session.flush()
    places = [(point.id, point.unit.id) for point in points]
    return Office(agency.id, agency.slug, campaign.id, places, points[0].code)


def season_bench(url: str, line_port: int, run: int) -> Bench:
    """A migrated database whose processes live in the season, whatever today is."""
    bench = Bench(url, line_port, run=run)
    bench.env["CLOCK_OFFSET"] = str(int((NOW - datetime.now(UTC)).total_seconds()))
    for name in ("AGENCY", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "LINE_BASIC_ID"):
        bench.env[name] = ""  # each office has its own, in the database
    bench.flask("migrate")
    return bench


def asks(bench: Bench, offices: Sequence[Office]) -> dict[str, Any]:
    """What the load needs to know to write to these offices in turn."""
    known = [{"slug": o.slug, "secret": secret_of(o.slug), "code": o.code} for o in offices]
    return {"offices": known, "clock_offset": int(bench.env["CLOCK_OFFSET"])}
