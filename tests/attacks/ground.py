"""What is attacked: the whole product on a real database, with people of every kind in it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from handlers import handle_due
from models.campaign import Campaign
from models.role import RoleName
from models.webhook_event import EventState, WebhookEvent
from reports.recount import recount
from tests.bot.conftest import Stage, make_stage
from tests.handlers.conftest import OFFICE, Chat

HATS = {role: "works" if role == RoleName.COORDINATOR else None for role in RoleName}
CITIZENS = 12


@dataclass
class Ground:
    """One database under attack; the chance is seeded, so that a case can be had again."""

    chat: Chat
    chance: random.Random
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        return self.chat.stage

    def handle(self) -> None:
        """What waits is handled as the worker does it: ten in a transaction."""
        while handle_due(self.stage.wired.database, OFFICE, now=self.stage.at, limit=10):
            pass

    def states(self) -> Counter[EventState]:
        """How many events there are in each state."""
        query = select(WebhookEvent.state, func.count()).group_by(WebhookEvent.state)
        with self.stage.wired.database.reading() as session:
            return Counter({EventState(state): n for state, n in session.execute(query)})

    def troubled(self) -> list[str]:
        """Why events were put back or given up."""
        query = select(WebhookEvent.reason).where(
            WebhookEvent.state.in_([EventState.OPEN, EventState.FAILED])
        )
        with self.stage.wired.database.reading() as session:
            return [str(reason) for reason in session.scalars(query)]

    def miscounted(self) -> list[object]:
        """Figures that differ from the facts."""
        with self.stage.wired.database.reading() as session:
            return [x for each in session.scalars(select(Campaign)) for x in recount(session, each)]


def make_ground(database_url: str, seed: int) -> Ground:
    """The office at work: a person of each hat, bound staff, a counter, some citizens."""
    chat = Chat(make_stage(database_url))
    made = Ground(chat, random.Random(seed))
    for role, unit in HATS.items():
        chat.hat(role.value, role.value, unit)
    staff = [chat.staff(name=f"นายคนที่{n} จริง", started_on=date(2015, 1, n)) for n in range(1, 6)]
    chat.say("staff", staff[0].code)
    chat.say("staff", "1 ม.ค. 2558")
    made.codes = {"counter": chat.point().code, "card": staff[1].code}
    chat.say("citizen", made.codes["counter"])
    for number in range(CITIZENS):
        chat.people[f"citizen {number}"] = len(chat.people) + 1
    return made


Run = Callable[[Ground, int], Counter[str]]


@dataclass(frozen=True)
class Attack:
    """One line of the table; `run` makes that many cases and tells how they ended.

    It raises AssertionError at the first case where what must hold does not.
    """

    name: str
    made: str
    holds: str
    short: int
    long: int
    run: Run
    both_engines: bool = True
