"""Commands: `flask …` from the repo's root, one file a noun."""

from functools import cache, wraps
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

import logs
from bot.app import create_app as create_web_app
from bot.cli import (
    agency,
    awareness,
    backup,
    campaign,
    demo,
    doctor,
    events,
    invitees,
    line,
    migrate,
    official,
    privacy,
    qr,
    reminders,
    report,
    role,
    roster,
    simulate,
    status,
)
from bot.cli.output import choose_office, give_up
from settings import Settings, SettingsProblem

WHICH = "The office; needed where there are several and AGENCY is not set."

COMMANDS = [
    agency.group,
    awareness.group,
    backup.backup_command,
    backup.restore_command,
    campaign.group,
    demo.command,
    doctor.command,
    events.group,
    invitees.group,
    line.group,
    migrate.command,
    official.group,
    privacy.group,
    qr.group,
    reminders.group,
    reminders.forecast_command,
    report.export_command,
    report.report_command,
    role.group,
    roster.group,
    simulate.command,
    status.command,
    status.recount_command,
]


def create_app(settings: Settings | None = None) -> Flask:
    """The web app with the commands; the web process itself does without their weight."""
    if settings is None:  # as a program of its own
        logs.configure("flask")
    try:
        app = create_web_app(settings)
    except SettingsProblem as problem:
        raise SystemExit(str(problem)) from None
    for command in commands():
        app.cli.add_command(command)
    return app


OF_ALL = {
    *("agency", "backup", "restore", "demo", "migrate", "simulate"),
    *("campaign load", "campaign list", "privacy map", "privacy purge", "privacy rotate"),
}
"""Commands that concern the whole installation, or whose file names the office."""


@cache
def commands() -> list[click.Command]:
    """Guarded once a process: every app has the same ones, and guards around guards add up."""
    return [guarded(command, str(command.name)) for command in COMMANDS]


def guarded(command: click.Command, name: str) -> click.Command:
    """The command, with one clear sentence instead of a traceback when the database fails it,
    and with `--agency` when it is about one office.
    """
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        guarded(below, f"{name} {below.name}")
    act = command.callback
    if act is not None:
        of_one = name not in OF_ALL and name.split(maxsplit=1)[0] not in OF_ALL
        if of_one:
            command.params.append(click.Option(["--agency"], metavar="SLUG", help=WHICH))

        @wraps(act)
        def run(*args: Any, **given: Any) -> Any:
            try:
                choose_office(given.pop("agency", None) if of_one else None)
                return act(*args, **given)
            except DBAPIError as error:
                give_up(
                    f"ฐานข้อมูลไม่พร้อม ({error.orig}): สั่ง flask migrate หรือตรวจ DATABASE_URL",
                    "The database is not ready: run `flask migrate`, or check DATABASE_URL, its "
                    "permissions and whether another program holds it.",
                )

        command.callback = run
    return command
