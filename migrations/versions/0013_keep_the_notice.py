"""keep the words of each version of the privacy notice

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_text",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_notice_text_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "version", name=op.f("pk_notice_text")),
    )
