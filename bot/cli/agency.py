"""flask agency: the offices of this installation, each with its own LINE account."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.cli.campaign import load_file, read_file
from bot.cli.output import as_json, check_writable, give_up, say
from bot.wiring import Wiring, wiring
from campaigns.new_office import new_office_text
from campaigns.parse import parse_campaign
from campaigns.schema import CampaignFile
from models.agency import Agency, find_agency
from models.line_channel import Channel, LineChannel, default_office, store_channel
from outbound.line_client import LineClient
from settings import ROOT

CAMPAIGNS = ROOT / "campaigns"
TEMPLATES = {"bma": CAMPAIGNS / "bangsue-2570.yaml"}
"""Offices alike in their parts: a Bangkok district has ten ฝ่าย, its schools and its executives."""

ACTOR = "command line"
group = AppGroup("agency", help="Offices.")

secret_option = click.option("--secret", help="Channel secret; asked for, unseen, when left out.")
token_option = click.option("--token", help="Channel access token; asked for when left out.")
basic_id_option = click.option("--basic-id", help="The account's @id; asked of LINE if left out.")


@group.command("add")
@click.argument("slug")
@click.option("--name-th", help="e.g. สำนักงานเขตบางพลัด")
@click.option("--name-en", help="e.g. Bang Phlat District Office")
@click.option("--template", type=click.Choice(list(TEMPLATES)), default="bma", show_default=True)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The office's own campaign file, instead of a template.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where it is written.")
@secret_option
@token_option
@basic_id_option
@click.option("--no-channel", is_flag=True, help="Its LINE account comes later.")
@as_json
def add(
    slug: str,
    name_th: str | None,
    name_en: str | None,
    template: str,
    file: Path | None,
    out: Path | None,
    secret: str | None,
    token: str | None,
    basic_id: str | None,
    no_channel: bool,
    as_json: bool,
) -> None:
    """Adds an office: its campaign from a template or its own file, and its LINE channel.

    A second time changes nothing, or takes in what has changed.
    """
    wired = wiring()
    parsed, file, text = _its_file(slug, name_th, name_en, TEMPLATES[template], file, out)
    if parsed.agency.slug != slug:
        give_up(
            f"{file} เป็นของหน่วยงาน {parsed.agency.slug} ไม่ใช่ {slug}",
            f"{file} is of the office {parsed.agency.slug}, not {slug}: use that slug.",
        )
    channel = None if no_channel else ask_channel(wired, secret, token, basic_id)
    loaded = load_file(wired, parsed)
    if text:  # last: what came to nothing leaves no file behind
        file.write_text(text, encoding="utf-8")
    if channel is not None:
        _store(wired, slug, channel)
    facts = {
        "agency": slug,
        "campaign": parsed.slug,
        "units": len(parsed.units),
        "changed": loaded.changed,
        "file": str(file),
        "has_channel": _has_channel(wired, slug),
        "webhook_url": f"{wired.settings.public_base_url}/callback/{slug}",
    }
    say(_next_steps(facts), facts, as_json=as_json)


@group.command("channel")
@click.argument("slug")
@secret_option
@token_option
@basic_id_option
def channel(slug: str, secret: str | None, token: str | None, basic_id: str | None) -> None:
    """Stores an office's LINE channel, or its new secret and token; in use within ten seconds."""
    wired = wiring()
    with wired.database.reading() as session:
        if find_agency(session, slug) is None:
            give_up(f"ไม่มีหน่วยงาน {slug}", f"There is no office {slug}: see `flask agency list`.")
    changed = _store(wired, slug, ask_channel(wired, secret, token, basic_id))
    click.echo("บันทึกแล้ว · Stored." if changed else "เหมือนเดิม ไม่มีอะไรเปลี่ยน · Nothing changed.")


@group.command("list")
@as_json
def show(as_json: bool) -> None:
    """Lists the offices, and whether each has its LINE channel."""
    wired = wiring()
    with wired.database.reading() as session:
        stored = dict(session.execute(select(LineChannel.agency_id, LineChannel.basic_id)).all())
        usual = default_office(session, wired.settings.agency)
        rows = [
            {
                "agency": office.slug,
                "name_th": office.name_th,
                "name_en": office.name_en,
                "line": stored.get(office.id)
                or (wired.settings.line_basic_id if usual and usual.id == office.id else None),
                "default": usual is not None and usual.id == office.id,
            }
            for office in session.scalars(select(Agency).order_by(Agency.id))
        ]
    lines = [
        f"{row['agency']}: {row['name_th']} {row['line'] or '(ยังไม่มี LINE · no LINE channel yet)'}"
        for row in rows
    ]
    say("\n".join(lines), rows, as_json=as_json)


def ask_channel(
    wired: Wiring, secret: str | None, token: str | None, basic_id: str | None
) -> Channel:
    """The channel as given, or asked for: secrets typed on the command line show in `ps`."""
    if not sys.stdin.isatty() and not (secret and token):
        give_up(
            "ต้องมี Channel secret และ token: ใส่ --secret --token หรือสั่งจากหน้าจอ หรือ --no-channel",
            "The channel's secret and token are needed: give --secret and --token, run this at a "
            "terminal to be asked, or give --no-channel.",
        )
    secret = secret or click.prompt("Channel secret", hide_input=True)
    token = token or click.prompt("Channel access token", hide_input=True)
    client = LineClient(base_url=wired.settings.line_api_base, access_token=token)
    basic_id = basic_id or str((client.get("/v2/bot/info") or {}).get("basicId") or "")
    if not basic_id:
        give_up(
            "ถาม LINE ไม่ได้ว่าเป็นบัญชีใด: ตรวจ token และอินเทอร์เน็ต หรือใส่ --basic-id @…",
            "LINE did not tell which account this is: check the token and the network, or give "
            "--basic-id @….",
        )
    return Channel(secret.strip(), token.strip(), basic_id.strip())


def _its_file(
    slug: str,
    name_th: str | None,
    name_en: str | None,
    template: Path,
    file: Path | None,
    out: Path | None,
) -> tuple[CampaignFile, Path, str]:
    """The office's campaign, where it is or will be, and the text to write there ('' for none)."""
    content = read_file(template).model_dump(mode="json")
    path = file or out or CAMPAIGNS / f"{slug}-{content['fiscal_year']}.yaml"
    if path.exists():
        parsed = read_file(path)
        _names_agree(path, parsed, name_th, name_en)
        return parsed, path, ""
    if not (name_th and name_en):
        give_up("ต้องมี --name-th และ --name-en", "--name-th and --name-en are needed.")
    check_writable(path)
    text = new_office_text(content, slug=slug, name_th=name_th, name_en=name_en)
    made, problems = parse_campaign(text)
    for problem in problems:
        click.echo(f"{problem.where}: {problem.th} · {problem.en}", err=True)
    if made is None or problems:
        raise SystemExit(1)
    return made, path, text


def _names_agree(
    path: Path, parsed: CampaignFile, name_th: str | None, name_en: str | None
) -> None:
    """A name typed here does not quietly yield to another in a file that is there already."""
    theirs = (parsed.agency.name_th, parsed.agency.name_en)
    if name_th not in (None, theirs[0]) or name_en not in (None, theirs[1]):
        give_up(
            f"{path} มีอยู่แล้ว ชื่อหน่วยงานในไฟล์คือ {theirs[0]}: แก้ไฟล์ หรือใส่ --out อื่น",
            f"{path} exists and names the office {theirs[1]}: edit it, or give another --out.",
        )


def _store(wired: Wiring, slug: str, channel: Channel) -> bool:
    try:
        with wired.database.transaction() as session:
            office = find_agency(session, slug)
            assert office is not None
            return store_channel(session, office, channel, actor=ACTOR, now=wired.now())
    except IntegrityError:
        give_up(
            f"บัญชี LINE {channel.basic_id} เป็นของหน่วยงานอื่นแล้ว: หนึ่งบัญชีต่อหนึ่งหน่วยงาน",
            f"The LINE account {channel.basic_id} is another office's: each needs its own.",
        )


def _has_channel(wired: Wiring, slug: str) -> bool:
    with wired.database.reading() as session:
        office = find_agency(session, slug)
        assert office is not None
        return (
            session.scalar(select(LineChannel.id).where(LineChannel.agency_id == office.id))
            is not None
        )


def _next_steps(facts: dict[str, object]) -> str:
    slug = facts["agency"]
    steps = [
        f"✓ {slug}: {facts['units']} หน่วยงาน · {facts['file']}",
        f"1. LINE Developers: Webhook URL = {facts['webhook_url']}",
        f"2. ใส่ลิงก์ของ ป.ป.ช. แล้วโหลดใหม่ · the NACC's links: flask campaign load {facts['file']}",
        f"3. flask line setup --agency {slug} · flask line doctor --agency {slug}",
        f"4. flask role invite owner --agency {slug}",
    ]
    if not facts["has_channel"]:
        steps.insert(1, f"!  ยังไม่มี LINE · no LINE channel yet: flask agency channel {slug}")
    return "\n".join(steps)
