"""The next fiscal year's campaign loaded from this one's; it waits for its first day."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.load import load_campaign
from campaigns.next_year import next_year_text
from campaigns.parse import parse_campaign
from campaigns.problems import Problem
from models.audit import audit
from models.campaign import Campaign, campaign_of_year


class NeedsAnEditor(Exception):
    """A year later some rule of the file no longer holds: somebody must edit it first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def clone_campaign(
    session: Session, campaign: Campaign, *, actor: str, now: datetime
) -> Campaign | None:
    """The next year's campaign, loaded; None when that year has one.

    Raises NeedsAnEditor when the shifted file breaks a rule.
    """
    session.get_one(Campaign, campaign.id, with_for_update=True)  # two at once: one loads
    if campaign_of_year(session, campaign.agency_id, campaign.fiscal_year + 1) is not None:
        return None
    file, problems = parse_campaign(next_year_text(campaign.content))
    if file is None:
        raise NeedsAnEditor(problems)
    made = load_campaign(session, file, now=now).campaign
    assert made is not None
    audit(
        session,
        campaign.agency_id,
        at=now,
        actor=actor,
        action="campaign cloned",
        campaign=made.slug,
        of=campaign.slug,
    )
    return made
