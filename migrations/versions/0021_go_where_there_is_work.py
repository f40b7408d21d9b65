"""go only where there is work: rounds of a day, reminders on their way, campaigns not forgotten yet

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    op.add_column("campaign", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_reminder_round_day", "reminder_round", ["day"])
    op.drop_index("ix_reminder_state", "reminder")  # not released yet: 0020 made it
    op.create_index(
        "ix_reminder_queued",
        "reminder",
        ["agency_id", "campaign_id"],
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    )
