"""flask privacy export: a copy of everything held of one person, for that person."""

import json
import os
from pathlib import Path

import click
from flask.cli import with_appcontext

from bot.cli.output import check_writable, give_up, office_and_campaign
from bot.wiring import wiring
from models.audit import audit
from models.respondent import find_person
from reports.held_data import held_of


@click.command("export")
@click.argument("line_user_id")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@with_appcontext
def export_command(line_user_id: str, out: Path | None) -> None:
    """Writes everything held of a person as JSON; the look is audited."""
    wired = wiring()
    if out is not None:
        check_writable(out)
    with wired.database.transaction() as session:
        office, _ = office_and_campaign(session)
        person = find_person(session, office, user_id=line_user_id)
        if person is None:
            give_up("ไม่พบผู้ใช้นี้", "Nobody of that LINE user id is known.")
        held = held_of(session, office, person, user_id=line_user_id)
        audit(
            session,
            office.id,
            at=wired.now(),
            actor="command line",
            action="personal data exported",
            rows=sum(len(table["rows"]) for table in held.values()),
        )
    facts = {"line_user_id": line_user_id, "made_at": wired.now().isoformat(), "tables": held}
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    with open(out, "w", encoding="utf-8", opener=_for_the_owner_only) as file:
        file.write(text)
    click.echo(f"เขียน {out} แล้ว (อ่านได้เฉพาะเจ้าของไฟล์) · Wrote {out}, readable by its owner only.")


def _for_the_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
