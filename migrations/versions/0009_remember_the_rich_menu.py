"""remember which rich menu each person was given

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("respondent", sa.Column("menu", sa.String(length=20), nullable=True))
