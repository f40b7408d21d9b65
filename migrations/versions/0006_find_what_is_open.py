"""find who has not answered, and a person's open messages, without reading all there ever were

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    unanswered = sa.text("reached_at is not null and reported_at is null and not_eligible is null")
    op.create_index(
        "ix_survey_case_unanswered",
        "survey_case",
        ["agency_id", "campaign_id", "id"],
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )
    is_open = sa.text("state in ('waiting', 'sending')")
    op.create_index(
        "ix_outbox_message_order",
        "outbox_message",
        ["respondent_id", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
