"""flask privacy retention, certificates: anonymising what is due, and the proof of it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.apart import make_apart
from bot.cli.output import as_json, check_writable, give_up, office_and_campaign, say
from bot.closing import certificate_facts
from bot.wiring import Wiring, wiring
from models.campaign import Campaign
from models.certificate import ErasureCertificate, certificates_of
from models.retention import erase_expired, would_erase
from rules.thai_dates import bangkok_date
from rules.typed_days import DayProblem, read_day

ACTOR = "command line"


@click.command("retention")
@with_appcontext
@click.option("--at", help="The day to look at, e.g. 2027-10-01; today without it.")
@click.option("--commit", is_flag=True, help="Erase; without it only show what would go.")
@as_json
def retention(at: str | None, commit: bool, as_json: bool) -> None:
    """Anonymises the people of campaigns whose time is over; shows first, erases with --commit."""
    wired = wiring()
    today = bangkok_date(wired.now())
    day = _day(at) if at else today
    if commit and day > today:
        give_up("ลบก่อนครบกำหนดไม่ได้: --at เป็นวันข้างหน้า", "--at lies ahead: nothing is erased early.")
    rows = _erased(wired, day) if commit else _due(wired, day)
    said = "ลบแล้ว · Erased" if commit else "จะลบ (ยังไม่ได้ลบ) · Would erase"
    lines = [f"{said}: {_words(row)}" for row in rows]
    say(
        "\n".join(lines) or "ไม่มีข้อมูลที่ครบกำหนดลบ · Nothing is due.",
        {"at": day.isoformat(), "committed": commit, "erased": rows},
        as_json=as_json,
    )


@click.command("certificates")
@with_appcontext
@click.option("--print", "number", type=int, help="Write one as a PDF to --out.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@as_json
def certificates(number: int | None, out: Path | None, as_json: bool) -> None:
    """Lists the certificates of erasure, or prints one."""
    with wiring().database.reading() as session:
        office, _ = office_and_campaign(session)
        rows = certificates_of(session, office.id)
        if number is None:
            facts = [{"number": row.id, **_facts(row)} for row in rows]
            lines = [f"{each['number']}: {_words(each)}" for each in facts]
            say("\n".join(lines) or "ยังไม่มี · None yet.", facts, as_json=as_json)
            return
        row = next((each for each in rows if each.id == number), None)
        if row is None or out is None:
            give_up(
                f"ไม่มีเลขที่ {number} หรือไม่ได้ระบุ --out",
                f"There is no certificate {number}, or --out is missing.",
            )
        paper = certificate_facts(office, row)
    check_writable(out)
    out.write_bytes(make_apart("certificate.pdf", paper))
    click.echo(f"เขียน {out} แล้ว · Wrote {out}.")


def _erased(wired: Wiring, day: date) -> list[dict[str, object]]:
    with wired.database.reading() as session:
        campaigns = _campaigns(session)
    return [
        _facts(row)
        for number in campaigns
        for row in erase_expired(wired.database, number, today=day, actor=ACTOR, now=wired.now())
    ]


def _due(wired: Wiring, day: date) -> list[dict[str, object]]:
    """The preview is the very thing, in one transaction that is undone."""
    rows = []
    with suppress(_OnlyLooking), wired.database.transaction() as session:
        rows = [
            _facts(row)
            for number in _campaigns(session)
            for row in would_erase(session, number, today=day, actor=ACTOR, now=wired.now())
        ]
        raise _OnlyLooking
    return rows


class _OnlyLooking(Exception):
    """Undoes the transaction in which it was found out what would go."""


def _campaigns(session: Session) -> Sequence[int]:
    office, _ = office_and_campaign(session)
    mine = select(Campaign.id).where(Campaign.agency_id == office.id)
    return session.scalars(mine.order_by(Campaign.fiscal_year)).all()


def _day(typed: str) -> date:
    day = read_day(typed)
    if isinstance(day, DayProblem):
        give_up(f"อ่านวันที่ “{typed}” ไม่ได้", f"“{typed}” is no day: write e.g. 2027-10-01.")
    return day


def _facts(row: ErasureCertificate) -> dict[str, object]:
    return {
        "campaign": row.campaign.slug,
        "instrument": row.instrument,
        "due_on": row.due_on.isoformat(),
        "made_at": row.made_at.isoformat(),
        "counts": dict(row.counts),
        "checksum": row.checksum,
    }


def _words(facts: dict[str, object]) -> str:
    counts = facts["counts"]
    assert isinstance(counts, dict)
    told = ", ".join(f"{kind} {number}" for kind, number in counts.items())
    return f"{facts['campaign']} {facts['instrument']} (due {facts['due_on']}): {told}"
