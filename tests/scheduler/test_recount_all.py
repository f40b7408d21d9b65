"""The nightly recount: campaigns that may still change, each by itself."""

from datetime import timedelta

from sqlalchemy import select, update
from structlog.testing import capture_logs

from models.campaign import Campaign, Instrument
from models.counting import Counter
from rules.thai_dates import bangkok_midnight
from scheduler.jobs import KEEP, recount_all
from tests.handlers.conftest import Chat


def test_a_figure_that_has_lost_its_facts_is_told_until_nothing_changes_any_more(
    chat: Chat,
) -> None:
    chat.say("มาลี", chat.point().code)
    database = chat.stage.wired.database
    with database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        session.execute(update(Counter).values(value=Counter.value + 1))
        over = bangkok_midnight(campaign.erase_on(Instrument.IIT)) + KEEP
    for at, told in ((chat.stage.at, 1), (over - timedelta(days=1), 1), (over, 0)):
        with capture_logs() as logs:
            recount_all(database, at)
        assert sum(bool(entry["differences"]) for entry in logs) == told
    with database.transaction() as session:  # every chat's figures are proved in the end
        session.execute(update(Counter).values(value=Counter.value - 1))
