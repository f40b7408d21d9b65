"""close a campaign, forget its people in time, and keep proof of it

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("campaign", sa.Column("closed_at", MOMENT, nullable=True))
    op.add_column("survey_case", sa.Column("stopped", sa.Boolean(), nullable=True))
    op.add_column("staff_member", sa.Column("erased_at", MOMENT, nullable=True))
    op.add_column("invitee", sa.Column("erased_at", MOMENT, nullable=True))
    op.create_table(
        "erasure_certificate",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("instrument", sa.String(length=3), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_erasure_certificate_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_erasure_certificate_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_certificate")),
        sa.UniqueConstraint(
            *("agency_id", "campaign_id", "instrument", "made_at"),
            name=op.f("uq_erasure_certificate_agency_id_campaign_id_instrument_made_at"),
        ),
    )
