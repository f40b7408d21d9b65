"""let lists come from the desk: the whole office's roster, and the invitees

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("roster_file") as table:
        table.alter_column("unit_id", existing_type=sa.BigInteger(), nullable=True)
        table.add_column(
            sa.Column("kind", sa.String(length=12), nullable=False, server_default="roster")
        )
