"""find the messages that failed, or of which nobody knows, without reading the others

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TROUBLE = sa.text("state in ('failed', 'unconfirmed')")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_message_trouble",
        "outbox_message",
        ["agency_id", "id"],
        sqlite_where=TROUBLE,
        postgresql_where=TROUBLE,
    )
