"""find what is to be purged, settled or given a menu without reading all there ever was

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

LATER = sa.text("state = 'delivered_later' and reminder_id is not null")
OTHER_MENU = sa.text("(menu is not null or language <> 'th')")
WORN = sa.text("ended_at is null")


def upgrade() -> None:
    op.create_index("ix_device_visit_counted", "device_visit", ["agency_id", "counted_at"])
    op.create_index("ix_reminder_state", "reminder", ["agency_id", "campaign_id", "state"])
    _partial("ix_outbox_message_later", "outbox_message", ["agency_id", "reminder_id"], LATER)
    _partial("ix_respondent_menu", "respondent", ["agency_id", "id"], OTHER_MENU)
    _partial("ix_role_worn", "role", ["agency_id", "respondent_id"], WORN)


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
