"""One event being handled: everything a handler may ask, and the answer it gives."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.agency import UNASSIGNED, Agency, Site, Unit
from models.campaign import Campaign
from models.respondent import Respondent
from models.role import Role
from models.service_point import ServicePoint, find_point
from models.survey_case import SurveyCase, find_case
from outbound.messages.wording import Wording
from rules.language import Language
from rules.line_event import Event
from rules.thai_dates import bangkok_date

Message = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """What a process knows of where it is reached."""

    public_url: str
    on_simulator: bool = False


@dataclass(frozen=True)
class Answer:
    """What to say, and about what; `case` when the words bring the survey's link."""

    topic: str
    messages: list[Message]
    case: SurveyCase | None = None


@dataclass
class Turn:
    """A person's event on the table, inside its transaction.

    `points` are those asked for before in the same transaction, by their codes.
    """

    session: Session
    agency: Agency
    campaign: Campaign
    all_units: list[Unit]
    person: Respondent
    is_new: bool
    roles: list[Role]
    event: Event
    occurred_at: datetime
    office: Office
    now: datetime
    points: dict[str, ServicePoint | None]
    erased: bool = False

    @property
    def today(self) -> date:
        return bangkok_date(self.now)

    @property
    def language(self) -> Language:
        return Language(self.person.language)

    @property
    def w(self) -> Wording:
        """The words in the person's language, with the campaign's own wording."""
        return Wording(self.language, self.campaign.wording)

    @property
    def office_name(self) -> str:
        return self.w.pick(self.agency.name_th, self.agency.name_en)

    @property
    def units(self) -> list[Unit]:
        """The office's units in the order of its table, without `unassigned`."""
        return [unit for unit in self.all_units if unit.code != UNASSIGNED]

    def day_of(self, moment: date) -> date:
        """The Bangkok day of a moment; a day is its own."""
        return bangkok_date(moment) if isinstance(moment, datetime) else moment

    def name_of(self, unit: Unit | Site) -> str:
        """The unit's or site's full name in the person's language."""
        return self.w.pick(unit.name_th, unit.name_en)

    def short_name_of(self, unit: Unit) -> str:
        """The unit's name for a small button."""
        return self.w.pick(unit.short_th, unit.short_en)

    def point_of(self, code: str) -> ServicePoint | None:
        """The office's service point of that code; at a busy counter many ask for the same."""
        if code not in self.points:
            self.points[code] = find_point(self.session, self.agency.id, code)
        return self.points[code]

    def case(self) -> SurveyCase | None:
        """The person's case in this campaign, if they were met in it before."""
        if self.is_new:
            return None  # spares the busiest path, a first scan, a query
        return find_case(
            self.session,
            agency_id=self.agency.id,
            campaign_id=self.campaign.id,
            respondent_id=self.person.id,
        )


Handler = Callable[[Turn], Answer | None]
"""What a person's event leads to: facts changed in the turn's session, and what to say."""
