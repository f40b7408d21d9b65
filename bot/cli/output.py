"""How commands speak: a sentence for people, JSON for scripts, exit 1 when something is wrong."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import ScriptInfo

from bot.wiring import Wiring, wiring
from models.agency import Agency
from models.campaign import Campaign, current_campaign
from rules.thai_dates import bangkok_date

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script.")


def say(words: str, facts: Any, *, as_json: bool) -> None:
    """Prints the facts as JSON, or the words."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else words)


def give_up(thai: str, english: str) -> NoReturn:
    """Ends with one bilingual sentence on stderr and exit code 1."""
    click.echo(f"{thai} · {english}", err=True)
    raise SystemExit(1)


def check_writable(path: Path) -> None:
    """Ends with a sentence when a file cannot be written there; asked before any work is done."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        give_up(f"เขียนไฟล์ {path} ไม่ได้", f"{path} cannot be written: check the folder.")


def choose_office(slug: str | None) -> None:
    """Makes that office the one this command is about, or ends with a sentence."""
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    wired: Wiring = app.extensions["wiring"]
    wired.chosen = slug or ""
    if slug and wired.office() is None:
        wired.chosen = ""
        give_up(
            f"ไม่มีหน่วยงาน {slug}: ดูด้วย flask agency list",
            f"There is no office {slug}: see `flask agency list`.",
        )


def the_office(wired: Wiring | None = None) -> Agency:
    """The office this command is about, or a sentence that says how to name it."""
    office = (wired or wiring()).office()
    if office is None:
        give_up(
            "ไม่รู้ว่าหน่วยงานใด: โหลดแคมเปญก่อน ถ้ามีหลายหน่วยงานให้ระบุ --agency หรือตั้งค่า AGENCY",
            "Which office? Run `flask campaign load FILE` first; where there are several, give "
            "--agency SLUG (see `flask agency list`) or set AGENCY.",
        )
    return office


def office_and_campaign(session: Any, wired: Wiring | None = None) -> tuple[Agency, Campaign]:
    """That office and the campaign it works on, or a sentence that says what is missing."""
    wired = wired or wiring()
    office = the_office(wired)
    campaign = current_campaign(session, office.id, bangkok_date(wired.now()))
    if campaign is None:
        give_up("ยังไม่มีแคมเปญ", "No campaign: run `flask campaign load campaigns/….yaml`.")
    return session.merge(office, load=False), campaign


Echo = Callable[[str], None]
