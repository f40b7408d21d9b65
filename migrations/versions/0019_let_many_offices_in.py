"""each office's LINE channel and its pace; codes and work found office by office

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from models.base import BigId, UtcDateTime

revision = "0019"
down_revision = "0018"

OPEN_EVENT = sa.text("state = 'open'")
OPEN_REPLY = sa.text("state in ('waiting', 'sending') and method = 'reply'")
OPEN_PUSH = sa.text("state in ('waiting', 'sending') and method <> 'reply' and leader_id is null")


def upgrade() -> None:
    op.create_table(
        "line_channel",
        sa.Column("id", BigId, nullable=False),
        sa.Column("agency_id", BigId, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("access_token", sa.LargeBinary(), nullable=False),
        sa.Column("basic_id", sa.String(40), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_line_channel_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_channel")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_line_channel_agency_id")),
        sa.UniqueConstraint("basic_id", name=op.f("uq_line_channel_basic_id")),
    )
    op.create_table(
        "line_pace",
        sa.Column("agency_id", BigId, nullable=False),
        sa.Column("queue", sa.String(10), nullable=False),
        sa.Column("second", BigId, nullable=False),
        sa.Column("taken", BigId, nullable=False),
        sa.Column("rests_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_line_pace_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "queue", name=op.f("pk_line_pace")),
    )
    op.create_index("ix_service_point_code", "service_point", ["code"], unique=True)
    _partial("ix_webhook_event_turn", "webhook_event", OPEN_EVENT)
    _partial("ix_outbox_message_reply", "outbox_message", OPEN_REPLY)
    _partial("ix_outbox_message_push", "outbox_message", OPEN_PUSH)


def _partial(name: str, table: str, where: sa.TextClause) -> None:
    op.create_index(
        name,
        table,
        ["agency_id", "due_at", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )
