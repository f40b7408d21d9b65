"""add contractors and others invited by name

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "invitee",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("organisation", sa.LargeBinary(), nullable=False),
        sa.Column("contract", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("invitee_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_invitee_agency_id")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_invitee_campaign_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitee_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
        sa.UniqueConstraint(
            *("agency_id", "campaign_id", "invitee_hash"),
            name=op.f("uq_invitee_agency_id_campaign_id_invitee_hash"),
        ),
        sa.UniqueConstraint("agency_id", "code_hash", name=op.f("uq_invitee_agency_id_code_hash")),
    )
    # without a foreign key: SQLite would have to write the busiest table anew to add one
    op.add_column("survey_case", sa.Column("invitee_id", BIG, nullable=True))
    of_invitee = sa.text("invitee_id is not null")
    op.create_index(
        "ix_survey_case_invitee",
        "survey_case",
        ["agency_id", "invitee_id"],
        sqlite_where=of_invitee,
        postgresql_where=of_invitee,
    )
