"""flask status and flask recount: the figures, and the proof of them."""

import click
from flask.cli import with_appcontext

from bot.cli.output import as_json, office_and_campaign, say
from bot.wiring import wiring
from models.campaign import Campaign, Instrument
from models.counting import Figure
from models.evidence import EvidenceState
from models.quota_cell import OfficialCount
from reports.evidence import PartSheet, sheets_by_occasion
from reports.quota_cells import CellProgress
from reports.quota_progress import Progress, UnitProgress, quota_progress
from reports.recount import recount
from rules.language import Language
from rules.thai_dates import bangkok_date, thai_date, thai_time


@click.command("status")
@with_appcontext
@as_json
def command(as_json: bool) -> None:
    """Where every unit stands: target, reached, reported, signed, remaining."""
    wired = wiring()
    with wired.database.reading() as session:
        _, campaign = office_and_campaign(session)
        progress = quota_progress(session, campaign, now=wired.now())
        sheets = sheets_by_occasion(session, campaign)
        facts = {**_facts(progress), "evidence": _evidence(campaign, sheets)}
        words = "\n".join([_words(progress), *_not_handed_in(progress, sheets)])
    say(words, facts, as_json=as_json)


@click.command("recount")
@with_appcontext
@as_json
def recount_command(as_json: bool) -> None:
    """Counts the facts again and compares; repairs nothing, exits 1 on a difference."""
    with wiring().database.reading() as session:
        _, campaign = office_and_campaign(session)
        differences = recount(session, campaign)
    words = "\n".join(str(each) for each in differences) or "ตรงกันทุกตัวเลข · Every figure agrees."
    say(words, differences, as_json=as_json)
    if differences:
        raise SystemExit(1)


def _evidence(campaign: Campaign, sheets: list[list[PartSheet]]) -> list[dict[str, object]]:
    """Every part's signature sheet, each time; units and sites, never people."""
    return [
        {
            "occasion": occasion,
            "due": due.isoformat(),
            "unit": sheet.unit.code,
            "site": sheet.site.code if sheet.site else None,
            "state": sheet.evidence.state if sheet.evidence else "missing",
            "people": sheet.evidence.people if sheet.evidence else 0,
        }
        for occasion, (due, parts) in enumerate(
            zip(campaign.evidence_days, sheets, strict=True), start=1
        )
        for sheet in parts
    ]


def _not_handed_in(progress: Progress, sheets: list[list[PartSheet]]) -> list[str]:
    """Who has not handed in the sheet that is due next."""
    days, today = progress.campaign.evidence_days, bangkok_date(progress.as_of)
    ahead = [occasion for occasion, due in enumerate(days, start=1) if due >= today]
    occasion = ahead[0] if ahead else len(days)
    missing = [
        sheet.site.name_th if sheet.site else sheet.unit.name_th
        for sheet in sheets[occasion - 1]
        if sheet.evidence is None or sheet.evidence.state == EvidenceState.RETURNED
    ]
    return [f"ใบลงชื่อ ครั้งที่ {occasion} ยังไม่ส่ง: {', '.join(missing)}"] if missing else []


def _or_dash(value: int | None) -> str:
    return "-" if value is None else str(value)


def _floor(progress: Progress) -> list[str]:
    """The campaign's floor beside the targets' sum, which it does not inflate (domain.md §4)."""
    floor, target = progress.campaign.floor(Instrument.IIT), progress.target(Instrument.IIT)
    if target is None or target >= floor:
        return []
    return [f"IIT  เป้าหมายรวม {target} ต่ำกว่าเกณฑ์ทั้งเขต {floor} อยู่ {floor - target} คน"]


def _facts(progress: Progress) -> dict[str, object]:
    return {
        "campaign": progress.campaign.slug,
        "as_of": progress.as_of.isoformat(),
        "practice_links": [i for i in Instrument if progress.campaign.is_practice(i)],
        "units": [_unit(line) for line in progress.units],
        "totals": [_total(progress, instrument) for instrument in Instrument],
        "official": {i: _official(progress.official.get(i)) for i in Instrument},
    }


def _unit(line: UnitProgress) -> dict[str, object]:
    is_eit = line.instrument == Instrument.EIT
    return {
        "unit": line.unit.code,
        "instrument": line.instrument,
        "target": line.target,
        "reached": line.reached,
        "reported": line.reported if is_eit else None,  # IIT: office-wide only (domain.md §9.6)
        "acknowledged": line.acknowledged,
        "signed": line.signed,
        "remaining": line.remaining,
        "met": line.met,
        "on_roster": line.on_roster,
        "eligible": line.eligible,
        "groups": [] if is_eit else [_cell(cell) for cell in line.cells],
        # of a unit's staff, who came by LINE would tell who is not on it
        "sources": line.by_source if is_eit else {},
        "scanned": line.figure(Figure.SCANNED),
        "link_taken": line.figure(Figure.LINK_TAKEN),
        "joined": line.figure(Figure.JOINED) if is_eit else None,
    }


def _cell(cell: CellProgress) -> dict[str, object]:
    return {
        "group": cell.staff_group,
        "rule": cell.rule,
        "eligible": cell.eligible,
        "target": cell.target,
        "acknowledged": cell.acknowledged,
        "signed": cell.signed,
        "remaining": cell.remaining,
        "met": cell.met,
    }


def _total(progress: Progress, instrument: Instrument) -> dict[str, object]:
    return {
        "instrument": instrument,
        "target": progress.target(instrument),
        "reached": progress.total(instrument, Figure.REACHED),
        "reported": progress.total(instrument, Figure.REPORTED),
        "signed": progress.signed(instrument),
        "acknowledged": progress.total(instrument, Figure.ACKNOWLEDGED),
        "remaining": progress.remaining(instrument),
        "floor": progress.campaign.floor(instrument),
    }


def _official(row: OfficialCount | None) -> dict[str, object] | None:
    return {"count": row.count, "as_of": row.as_of.isoformat()} if row else None


def _words(progress: Progress) -> str:
    day = thai_date(bangkok_date(progress.as_of), Language.THAI)
    lines = [f"{progress.campaign.slug} ณ {day} {thai_time(progress.as_of, Language.THAI)}"]
    if any(progress.campaign.is_practice(instrument) for instrument in Instrument):
        lines.append(
            "!! ลิงก์ทดลอง: ยังไม่ใช่แบบวัดจริง ใส่ลิงก์ของ ป.ป.ช. ในไฟล์แคมเปญ · PRACTICE LINK in use"
        )
    for line in progress.of(Instrument.EIT):
        target = "-" if line.target is None else line.target
        left = "-" if line.remaining is None else line.remaining
        lines.append(
            f"EIT  {line.unit.name_th}: ได้รับลิงก์ {line.reached}  แจ้งว่าตอบแล้ว {line.reported} "
            f"จาก {target}  คงเหลือ {left}"
        )
    for line in progress.of(Instrument.IIT):
        target = "-" if line.target is None else line.target
        left = "-" if line.remaining is None else line.remaining
        lines.append(
            f"IIT  {line.unit.name_th}: บัญชี {_or_dash(line.on_roster)}  "
            f"มีสิทธิ {_or_dash(line.eligible)}  ได้รับลิงก์ {line.reached}  "
            f"รับรองใน LINE {line.acknowledged}  ลงลายมือชื่อ {line.signed} จาก {target}  คงเหลือ {left}"
        )
    lines += _floor(progress)
    for instrument, row in progress.official.items():
        when = thai_date(bangkok_date(row.as_of), Language.THAI)
        lines.append(f"{instrument}  ยอดในระบบ ป.ป.ช. {row.count} ณ {when}")
    return "\n".join(lines)
