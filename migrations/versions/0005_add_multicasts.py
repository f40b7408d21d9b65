"""rows of one multicast name the row that leads them

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "outbox_message",
        sa.Column("leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    )
    follows = sa.text("leader_id is not null")
    op.create_index(
        "ix_outbox_message_leader",
        "outbox_message",
        ["leader_id"],
        sqlite_where=follows,
        postgresql_where=follows,
    )
