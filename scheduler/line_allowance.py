"""LINE's own word on the month's allowance, beside our ledger (line-platform.md §2)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session

from models.allowance import AllowanceMonth, allowance
from models.campaign import current_campaign
from models.session import Database
from rules.thai_dates import bangkok_date
from scheduler.one_by_one import one_by_one

log = structlog.get_logger()

QUOTA = "/v2/bot/message/quota"
CONSUMPTION = "/v2/bot/message/quota/consumption"


AT_ONCE = 8
"""Offices asked for together: of thousands, one after another takes longer than the hour."""


class AsksLine(Protocol):
    """What can ask LINE for a figure; None when it does not answer."""

    def get(self, path: str) -> dict[str, Any] | None: ...


class Accounts(Protocol):
    """The offices' LINE accounts."""

    def all(self, session: Session) -> Iterator[tuple[int, AsksLine]]: ...


def reconciler(accounts: Accounts) -> Callable[[Database, datetime], bool]:
    """The job that takes LINE's limit and count into the ledger of each office."""

    def reconcile_allowance(database: Database, now: datetime) -> bool:
        with database.reading() as session:
            clients = dict(accounts.all(session))
        pool = ThreadPoolExecutor(AT_ONCE)
        asked = {agency_id: pool.submit(_ask, client) for agency_id, client in clients.items()}

        def take_in(agency_id: int) -> None:
            limit, used = asked[agency_id].result()
            if limit is None or used is None:
                log.warning("LINE did not tell the allowance", agency=agency_id)
                return
            with database.transaction() as session:
                _take_in(session, agency_id, limit, used, now=now)

        try:
            return one_by_one("take in allowance", asked, take_in)
        finally:
            pool.shutdown(cancel_futures=True)

    return reconcile_allowance


def _ask(client: AsksLine) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    return client.get(QUOTA), client.get(CONSUMPTION)


def _take_in(
    session: Session, agency_id: int, limit: dict[str, Any], used: dict[str, Any], *, now: datetime
) -> None:
    """The smaller of LINE's limit and the campaign's own holds; of the two counts the larger.

    LINE's count is approximate and knows of sends from elsewhere; ours knows those on their way.
    """
    today = bangkok_date(now)
    campaign = current_campaign(session, agency_id, today)
    if campaign is None or "allowance" not in campaign.reminders:
        return
    monthly = int(campaign.reminders["allowance"]["monthly"])
    ledger: AllowanceMonth = allowance(session, agency_id, today, granted=monthly)
    line_limit = limit.get("value")
    is_limited = limit.get("type") == "limited" and isinstance(line_limit, int)
    ledger.granted = min(monthly, int(line_limit or 0)) if is_limited else monthly
    ledger.reported, ledger.reported_at = int(used.get("totalUsage") or 0), now
    if ledger.reported > ledger.spent + ledger.reserved:
        log.warning(
            "LINE counts more messages than we sent",
            agency=agency_id,
            line=ledger.reported,
            ours=ledger.spent + ledger.reserved,
        )
