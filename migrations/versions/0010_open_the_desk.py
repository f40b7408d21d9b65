"""open the desk: days of a season, sessions, links of one use

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "day_count",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("instrument", sa.String(length=3), nullable=False),
        sa.Column("figure", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_day_count_agency_id")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_day_count_campaign_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_day_count_unit_id")),
        sa.PrimaryKeyConstraint(
            *("agency_id", "campaign_id", "day", "unit_id", "instrument", "figure", "source"),
            name=op.f("pk_day_count"),
        ),
    )
    # the hours kept so far, summed: a season's curve begins on its first day
    op.execute(
        "INSERT INTO day_count"
        " (agency_id, campaign_id, day, unit_id, instrument, figure, source, value)"
        " SELECT agency_id, campaign_id, day, unit_id, instrument, figure, source, sum(value)"
        " FROM hour_count"
        " GROUP BY agency_id, campaign_id, day, unit_id, instrument, figure, source"
    )
    op.create_table(
        "desk_session",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("respondent_id", BIG, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_desk_session_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
            name=op.f("fk_desk_session_respondent_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_session")),
        sa.UniqueConstraint(
            "agency_id", "token_hash", name=op.f("uq_desk_session_agency_id_token_hash")
        ),
    )
    op.create_index(op.f("ix_desk_session_respondent_id"), "desk_session", ["respondent_id"])
