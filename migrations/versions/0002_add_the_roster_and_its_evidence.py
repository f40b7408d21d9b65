"""add the roster and its evidence

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("campaign_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("occasion", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("people", NUMBER, nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_by", NUMBER, nullable=False),
        sa.Column("letter_number", sa.String(length=60), nullable=True),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_evidence_agency_id")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_evidence_campaign_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_evidence_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "agency_id",
            "campaign_id",
            "unit_id",
            "site_id",
            "occasion",
            name=op.f("uq_evidence_agency_id_campaign_id_unit_id_site_id_occasion"),
        ),
    )
    op.create_table(
        "group_counter",
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("campaign_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("staff_group", sa.String(length=20), nullable=False),
        sa.Column("instrument", sa.String(length=3), nullable=False),
        sa.Column("figure", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("value", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_group_counter_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_group_counter_campaign_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_counter_unit_id")),
        sa.PrimaryKeyConstraint(
            "agency_id",
            "campaign_id",
            "unit_id",
            "staff_group",
            "instrument",
            "figure",
            "source",
            name=op.f("pk_group_counter"),
        ),
    )
    op.create_table(
        "site",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_th", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_site_agency_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_site_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint(
            "agency_id", "unit_id", "code", name=op.f("uq_site_agency_id_unit_id_code")
        ),
    )
    op.create_index(op.f("ix_site_unit_id"), "site", ["unit_id"], unique=False)
    op.create_table(
        "roster_file",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("campaign_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_roster_file_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_roster_file_campaign_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_roster_file_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roster_file_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_file")),
    )
    op.create_index(
        "ix_roster_file_state", "roster_file", ["agency_id", "campaign_id", "state"], unique=False
    )
    op.create_table(
        "staff_member",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("campaign_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=True),
        sa.Column("staff_group", sa.String(length=20), nullable=False),
        sa.Column("line", NUMBER, nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("person_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("not_eligible", sa.String(length=20), nullable=True),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wrong_days", NUMBER, nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence_id", NUMBER, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_staff_member_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_staff_member_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_staff_member_evidence_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_staff_member_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint(
            "agency_id",
            "campaign_id",
            "person_hash",
            name=op.f("uq_staff_member_agency_id_campaign_id_person_hash"),
        ),
        sa.UniqueConstraint(
            "agency_id", "code_hash", name=op.f("uq_staff_member_agency_id_code_hash")
        ),
    )
    op.create_index(
        op.f("ix_staff_member_evidence_id"), "staff_member", ["evidence_id"], unique=False
    )
    op.create_index(
        "ix_staff_member_part",
        "staff_member",
        ["agency_id", "campaign_id", "unit_id", "site_id", "line"],
        unique=False,
    )
    op.create_table(
        "chat_link",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("role_id", NUMBER, nullable=False),
        sa.Column("opens", sa.String(length=12), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_chat_link_agency_id")),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_chat_link_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_link")),
        sa.UniqueConstraint(
            "agency_id", "token_hash", name=op.f("uq_chat_link_agency_id_token_hash")
        ),
    )
    _refer("invitation", "site_id", "site")
    _refer("role", "site_id", "site")
    _refer("survey_case", "staff_member_id", "staff_member")
    op.add_column("quota_cell", sa.Column("on_roster", NUMBER, nullable=True))
    op.add_column("quota_cell", sa.Column("eligible", NUMBER, nullable=True))
    op.create_index(
        "uq_survey_case_staff_member",
        "survey_case",
        ["agency_id", "campaign_id", "instrument", "staff_member_id"],
        unique=True,
    )


def _refer(table: str, column: str, target: str) -> None:
    """Adds a nullable reference; SQLite takes one only inside the column's own definition."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES {target} (id)")
        return
    op.add_column(table, sa.Column(column, NUMBER, nullable=True))
    op.create_foreign_key(f"fk_{table}_{column}", table, target, [column], ["id"])
