"""Commands: `flask …` from the repo's root, one file a noun."""

import click

from bot.cli import agency, campaign, demo, events, migrate, official, privacy, qr, role, status


def commands() -> list[click.Command]:
    """Every command of ours."""
    return [
        agency.group,
        campaign.group,
        demo.command,
        events.group,
        migrate.command,
        official.group,
        privacy.group,
        qr.group,
        role.group,
        status.command,
        status.recount_command,
    ]
