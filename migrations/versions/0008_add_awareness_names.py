"""add the names listed for the assessor of EIT(2)

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "awareness_name",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("group_code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_awareness_name_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_awareness_name_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awareness_name")),
        sa.UniqueConstraint(
            *("agency_id", "campaign_id", "group_code", "name_hash"),
            name=op.f("uq_awareness_name_agency_id_campaign_id_group_code_name_hash"),
        ),
    )
