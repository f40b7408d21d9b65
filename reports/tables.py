"""A campaign's figures as tables, for a workbook or a CSV: summary, units, points, days."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.agency import UNASSIGNED
from models.campaign import Campaign, Instrument
from models.counting import DayCount, Figure, HourCount
from models.service_point import ServicePoint
from reports.audiences import FEWEST_SHOWN
from reports.curve import curve
from reports.quota_progress import Progress, UnitProgress, quota_progress, sum_of_targets
from reports.unit_detail import ANONYMOUS, FIGURES

Value = str | int | float | date | datetime | None
Row = tuple[Value, ...]
Pick = Callable[[str, str], str]
"""Chooses between a Thai and an English name."""


@dataclass(frozen=True)
class Table:
    """Rows under their headings; `name` is a file's or a worksheet's, `title` what people read."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


NAMES = ("summary", "units", "points", "days")


def tables(
    session: Session,
    campaign: Campaign,
    *,
    now: datetime,
    pick: Pick,
    unit_ids: Collection[int] | None = None,
) -> list[Table]:
    """The four tables, of some units or of the whole office; a fixed number of queries.

    Of some units there is no official total: it is the whole office's (domain.md §6). Parts of
    one to four people are told as "1–4", but for progress against the target (domain.md §9.6).
    """
    progress = quota_progress(session, campaign, now=now)
    lines = [line for line in progress.units if unit_ids is None or line.unit.id in unit_ids]
    return [
        _summary(progress, lines, pick, whole=unit_ids is None),
        _units(lines, pick),
        _points(session, campaign, pick, unit_ids),
        _days(session, campaign, progress, pick, unit_ids),
    ]


def _summary(
    progress: Progress, lines: Sequence[UnitProgress], pick: Pick, *, whole: bool
) -> Table:
    headings = (
        pick("แบบวัด", "Survey"),
        pick("เป้าหมาย", "Target"),
        pick("ได้รับลิงก์แล้ว", "Got the link"),
        pick("แจ้งว่าตอบแล้ว (EIT) / ลงลายมือชื่อแล้ว (IIT)", "Reported (EIT) / signed (IIT)"),
        pick("คงเหลือ", "Remaining"),
        pick("ยอดในระบบ ป.ป.ช.", "Official NACC total"),
        pick("ยอด ป.ป.ช. ณ", "Official as of"),
        pick("วันทำการที่เหลือ", "Working days left"),
        pick("ข้อมูล ณ", "As of"),
    )
    rows = []
    for instrument in Instrument:
        mine = [line for line in lines if line.instrument == instrument]
        if not mine:
            continue
        target = sum_of_targets(mine)
        official = progress.official.get(instrument) if whole else None
        rows.append(
            (
                instrument.value,
                target,
                sum(line.reached for line in mine),
                sum(line.counted for line in mine),
                None if target is None else sum(line.remaining or 0 for line in mine),
                official.count if official else None,
                official.as_of if official else None,
                progress.working_days_left,
                progress.as_of,
            )
        )
    return Table("summary", pick("สรุป", "Summary"), headings, tuple(rows))


def _units(lines: Sequence[UnitProgress], pick: Pick) -> Table:
    headings = (
        pick("แบบวัด", "Survey"),
        pick("รหัส", "Code"),
        pick("หน่วยงาน", "Unit"),
        pick("เป้าหมาย", "Target"),
        pick("ได้รับลิงก์แล้ว", "Got the link"),
        pick("แจ้งว่าตอบแล้ว", "Reported"),
        pick("รับรองใน LINE แล้ว", "Acknowledged in LINE"),
        pick("ลงลายมือชื่อแล้ว", "Signed"),
        pick("คงเหลือ", "Remaining"),
        pick("ครบแล้ว", "Met"),
        pick("ต้องได้ต่อวันทำการ", "Needed a working day"),
        pick("7 วันล่าสุด ต่อวันทำการ", "Last 7 days, a working day"),
    )
    rows = tuple(_unit_row(line, pick) for line in lines)
    return Table("units", pick("หน่วยงาน", "Units"), headings, rows)


def _unit_row(line: UnitProgress, pick: Pick) -> Row:
    """What staff reported is told for the whole office only (domain.md §9.6)."""
    outsiders = line.instrument == Instrument.EIT
    return (
        line.instrument.value,
        line.unit.code,
        pick(line.unit.name_th, line.unit.name_en),
        line.target,
        line.reached,
        line.reported if outsiders else None,
        None if outsiders else line.acknowledged,
        None if outsiders else line.signed,
        line.remaining,
        None if line.unit.code == UNASSIGNED else pick(*(("ครบ", "met") if line.met else ("", ""))),
        line.pace_needed,
        round(line.recent_per_day, 1),
    )


def _points(
    session: Session, campaign: Campaign, pick: Pick, unit_ids: Collection[int] | None
) -> Table:
    headings = (
        pick("หน่วยงาน", "Unit"),
        pick("จุดบริการ", "Service point"),
        pick("รหัส", "Code"),
        pick("ประเภท", "Kind"),
        pick("สร้างเมื่อ", "Made on"),
        pick("ยกเลิกเมื่อ", "Revoked on"),
        pick("สแกน (ครั้ง)", "Scans"),
        pick("เปิดแบบวัดทางเว็บ (ครั้ง)", "Opened on the web"),
        pick("เข้ามาทาง LINE (คน)", "Joined in LINE"),
        pick("ได้รับลิงก์แล้ว (คน)", "Got the link"),
        pick("แจ้งว่าตอบแล้ว (คน)", "Reported"),
    )
    query = (
        select(ServicePoint)
        .where(
            ServicePoint.agency_id == campaign.agency_id, ServicePoint.campaign_id == campaign.id
        )
        .order_by(ServicePoint.unit_id, ServicePoint.id)
    )
    if unit_ids is not None:
        query = query.where(ServicePoint.unit_id.in_(unit_ids))
    counts = _counts_of_points(session, campaign)
    rows = tuple(
        (
            pick(point.unit.name_th, point.unit.name_en),
            point.label,
            point.code,
            str(point.kind),
            point.created_at,
            point.revoked_at,
            *(_told(figure, counts.get((point.id, figure), 0)) for figure in FIGURES),
        )
        for point in session.scalars(query)
    )
    return Table("points", pick("จุดบริการ", "Service points"), headings, rows)


def _counts_of_points(session: Session, campaign: Campaign) -> dict[tuple[int, Figure], int]:
    rows = session.execute(
        select(HourCount.service_point_id, HourCount.figure, func.sum(HourCount.value))
        .where(HourCount.agency_id == campaign.agency_id, HourCount.campaign_id == campaign.id)
        .group_by(HourCount.service_point_id, HourCount.figure)
    )
    return {(point_id, Figure(figure)): int(value) for point_id, figure, value in rows}


def _told(figure: Figure, number: int) -> int | str:
    few = figure not in ANONYMOUS and 0 < number < FEWEST_SHOWN
    return f"1–{FEWEST_SHOWN - 1}" if few else number


def _days(
    session: Session,
    campaign: Campaign,
    progress: Progress,
    pick: Pick,
    unit_ids: Collection[int] | None,
) -> Table:
    headings = (
        pick("วันที่", "Day"),
        pick("วันทำการ", "Working day"),
        pick("สแกน (ครั้ง)", "Scans"),
        pick("เปิดแบบวัดทางเว็บ (ครั้ง)", "Opened on the web"),
        pick("EIT แจ้งว่าตอบแล้ว สะสม (คน)", "EIT reported, cumulative"),
        pick("IIT ลงลายมือชื่อแล้ว สะสม (คน)", "IIT signed, cumulative"),
    )
    seasons = [
        curve(
            session,
            campaign,
            instrument,
            target=None,
            unit_ids=unit_ids,
            today=progress.as_of_day,
        )
        for instrument in Instrument
    ]
    seen = _seen_per_day(session, campaign, unit_ids)
    rows: list[Row] = []
    for number, day in enumerate(seasons[0].days[: len(seasons[0].counted)]):
        works = pick("ใช่", "yes") if campaign.calendar.is_working_day(day) else ""
        looks = [seen.get((day, figure), 0) for figure in (Figure.SCANNED, Figure.LINK_TAKEN)]
        rows.append((day, works, *looks, *(season.counted[number] for season in seasons)))
    return Table("days", pick("รายวัน", "Days"), headings, tuple(rows))


def _seen_per_day(
    session: Session, campaign: Campaign, unit_ids: Collection[int] | None
) -> dict[tuple[date, Figure], int]:
    query = (
        select(DayCount.day, DayCount.figure, func.sum(DayCount.value))
        .where(
            DayCount.agency_id == campaign.agency_id,
            DayCount.campaign_id == campaign.id,
            DayCount.figure.in_(list(ANONYMOUS)),
        )
        .group_by(DayCount.day, DayCount.figure)
    )
    if unit_ids is not None:
        query = query.where(DayCount.unit_id.in_(unit_ids))
    return {(day, Figure(figure)): int(value) for day, figure, value in session.execute(query)}
