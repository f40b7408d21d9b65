"""Commands: `flask …` from the repo's root, one file a noun."""

from flask import Flask

from bot.app import create_app as create_web_app
from bot.cli import (
    agency,
    campaign,
    demo,
    events,
    line,
    migrate,
    official,
    privacy,
    qr,
    role,
    status,
)
from settings import Settings

COMMANDS = [
    agency.group,
    campaign.group,
    demo.command,
    events.group,
    line.group,
    migrate.command,
    official.group,
    privacy.group,
    qr.group,
    role.group,
    status.command,
    status.recount_command,
]


def create_app(settings: Settings | None = None) -> Flask:
    """The web app with the commands; the web process itself does without their weight."""
    app = create_web_app(settings)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app
