"""Who got or lost a role, or changed the language, sees the menu that fits, within a minute."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from models.campaign import current_campaign
from models.menu_link import menus_to_change, note_menus
from models.session import Database
from outbound.line_client import LineClient
from outbound.menu_setup import give, on_line
from rules.thai_dates import bangkok_date
from scheduler.one_by_one import one_by_one

log = structlog.get_logger()


class Accounts(Protocol):
    """The offices' LINE accounts."""

    def all(self, session: Session) -> Iterator[tuple[int, LineClient]]: ...


def menu_linker(accounts: Accounts) -> Callable[[Database, datetime], None]:
    """The job of giving people their menus; nothing until `flask line setup` has made them."""

    def link_menus(database: Database, now: datetime) -> None:
        with database.reading() as session:
            clients = dict(accounts.all(session))

        def link(agency_id: int) -> None:
            link_office(database, agency_id, clients[agency_id], now=now)

        one_by_one("link menus", clients, link)

    return link_menus


def link_office(database: Database, agency_id: int, client: LineClient, *, now: datetime) -> None:
    """The people of one office see the menus that fit."""
    with database.reading() as session:
        campaign = current_campaign(session, agency_id, bangkok_date(now))
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
