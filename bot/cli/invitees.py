"""flask invitees: contractors, companies and agencies invited by letter."""

import zipfile
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from bot.apart import make_apart, make_many
from bot.cli.choose import unit_named
from bot.cli.output import as_json, check_writable, give_up, office_and_campaign, say
from bot.pack import zip_entry
from bot.wiring import wiring
from models.agency import Agency
from models.audit import audit
from models.campaign import Campaign, Instrument
from models.invitee import Invitee, invitees_of
from qr_assets.facts import Letter, Letters
from reports.audiences import FEWEST_SHOWN, audience_counts
from roster.cells import Refused
from roster.invitees import InviteePlan, commit_invitees, plan_invitees

ACTOR = "command line"
group = AppGroup("invitees", help="Contractors, companies and agencies invited by letter.")
unit_option = click.option("--unit", help="Only those of this unit, e.g. works.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commit", is_flag=True, help="Write it; without, only a preview.")
@as_json
def import_file(file: Path, commit: bool, as_json: bool) -> None:
    """Previews a list (XLSX or CSV), or with --commit writes it; the same file twice is nothing."""
    wired = wiring()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        plan = plan_invitees(session, office, campaign, file.read_bytes())
        if isinstance(plan, Refused):
            give_up(plan.th, plan.en)
        if commit:
            commit_invitees(session, office, campaign, plan, actor=ACTOR, now=wired.now())
    say(_words(plan, commit=commit), _facts(plan), as_json=as_json)


@group.command("list")
@unit_option
@as_json
def show(unit: str | None, as_json: bool) -> None:
    """Lists who is invited, with their codes; never who has answered."""
    with wiring().database.transaction() as session:
        office, campaign = office_and_campaign(session)
        rows = [
            {
                "code": each.code,
                "audience": each.audience,
                "organisation": each.organisation,
                "unit": each.unit.code,
            }
            for each in _invitees(session, office, campaign, unit)
        ]
    lines = [f"{r['code']}  {r['unit']}  {r['organisation']}" for r in rows]
    say("\n".join(lines), rows, as_json=as_json)


@group.command("counts")
@as_json
def counts(as_json: bool) -> None:
    """Counts who was reached and reported, by unit and kind; fewer than five are not shown."""
    with wiring().database.reading() as session:
        _, campaign = office_and_campaign(session)
        counted = list(audience_counts(session, campaign))
    rows = [
        dict(zip(("unit", "audience", "reached", "reported"), each, strict=True))
        for each in counted
    ]
    lines = [
        f"{unit}  {audience}  ได้รับลิงก์ {_shown(reached)} แจ้งว่าตอบแล้ว {_shown(reported)}"
        for unit, audience, reached, reported in counted
    ]
    say("\n".join(lines) or "ยังไม่มี · None yet.", rows, as_json=as_json)


def _shown(number: int | None) -> str:
    return f"< {FEWEST_SHOWN}" if number is None else str(number)


@group.command("letters")
@unit_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("letters.zip"))
def letters(unit: str | None, out: Path) -> None:
    """Makes the letters: all as one PDF, each as a Word file, and the list to send them by."""
    wired = wiring()
    check_writable(out)
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        facts = _letters(session, office, campaign, _invitees(session, office, campaign, unit))
    papers = [("letters.pdf", facts), ("letters-list.pdf", facts)]
    singles = [replace(facts, letters=(each,)) for each in facts.letters]
    out.touch(mode=0o600)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, paper in papers:
            archive.writestr(zip_entry(name), make_apart(name, paper))
        made = make_many([("letter.docx", single) for single in singles])
        for single, content in zip(singles, made, strict=True):
            archive.writestr(zip_entry(f"word/{single.letters[0].code}.docx"), content)
    click.echo(f"{out}: {len(singles)} ฉบับ · letters")


def _invitees(
    session: Session, office: Agency, campaign: Campaign, unit: str | None
) -> list[Invitee]:
    """The rows asked for; looking at names is noted."""
    chosen = unit_named(session, office, unit) if unit else None
    rows = invitees_of(
        session,
        agency_id=office.id,
        campaign_id=campaign.id,
        unit_id=chosen.id if chosen else None,
    )
    if not rows:
        give_up(
            "ยังไม่มีรายชื่อผู้รับเชิญ: สั่ง flask invitees import FILE --commit",
            "Nobody is invited yet: run `flask invitees import FILE --commit`.",
        )
    audit(
        session,
        office.id,
        at=wiring().now(),
        actor=ACTOR,
        action="invitees looked at",
        unit=chosen.code if chosen else None,
    )
    return rows


def _letters(session: Session, office: Agency, campaign: Campaign, rows: list[Invitee]) -> Letters:
    return Letters(
        office=office.name_th,
        survey_url=campaign.survey_url(Instrument.EIT),
        minutes=campaign.minutes,
        closes_on=campaign.closes_on,
        fiscal_year=campaign.fiscal_year,
        practice=campaign.is_practice(Instrument.EIT),
        letters=tuple(
            Letter(
                organisation=each.organisation,
                contact=each.contact,
                contract=each.contract,
                unit=each.unit.name_th,
                code=each.code,
                address=wiring().page_of_code(office, each.code, session),
            )
            for each in rows
        ),
    )


def _facts(plan: InviteePlan) -> dict[str, object]:
    return {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "missing": len(plan.missing),
        "rejected": [
            {"row": each.row, "column": each.column, "reason": each.reason}
            for each in plan.rejected
        ],
    }


def _words(plan: InviteePlan, *, commit: bool) -> str:
    lines = [
        f"{plan.rows} แถว · ใหม่ {len(plan.new)} เปลี่ยน {len(plan.changed)} "
        f"เหมือนเดิม {len(plan.unchanged)} ไม่อยู่ในไฟล์นี้ (ยังคงเชิญ) {len(plan.missing)}"
    ]
    lines += [f"  แถว {each.row} {each.column}: {each.reason}" for each in plan.rejected]
    lines.append(
        "บันทึกแล้ว · Written."
        if commit
        else "ยังไม่ได้บันทึก เพิ่ม --commit · Preview only: add --commit to write."
    )
    return "\n".join(lines)
