"""Who got or lost a role, or changed the language, sees the menu that fits, within a minute."""

from collections.abc import Callable
from datetime import datetime

import structlog

from models.agency import find_agency
from models.campaign import current_campaign
from models.menu_link import menus_to_change, note_menus
from models.session import Database
from outbound.line_client import LineClient
from outbound.menu_setup import give, on_line
from rules.thai_dates import bangkok_date

log = structlog.get_logger()


def menu_linker(client: LineClient, agency: str) -> Callable[[Database, datetime], None]:
    """The job of giving people their menus; nothing until `flask line setup` has made them."""

    def link_menus(database: Database, now: datetime) -> None:
        with database.reading() as session:
            office = find_agency(session, agency)
            campaign = current_campaign(session, office.id, bangkok_date(now)) if office else None
            changes = menus_to_change(session, campaign) if campaign else {}
        if not changes:
            return
        have = on_line(client)
        if have is None or not have.by_alias:
            return
        for alias, people in changes.items():
            menu_id = have.by_alias.get(alias) if alias else None
            if alias is not None and menu_id is None:
                continue
            if not give(client, menu_id, list(people.values())):
                log.warning("LINE did not give a menu", menu=alias, people=len(people))
                continue
            with database.transaction() as session:
                note_menus(session, list(people), alias)

    return link_menus
