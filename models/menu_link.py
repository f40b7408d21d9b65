"""Which rich menu each person should see, beside which they were given last."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.base import batches
from models.campaign import Campaign, Instrument
from models.respondent import OTHER_MENU, ChannelAddress, Respondent
from models.role import Role, RoleName
from models.survey_case import SurveyCase
from rules.language import Language

OWNERS = {RoleName.OWNER, RoleName.DEPUTY, RoleName.ADMIN}


def menus_to_change(session: Session, campaign: Campaign) -> dict[str | None, dict[int, str]]:
    """People whose menu is not the one they should see: LINE ids by person, by menu's alias.

    None is everybody's menu, which a Thai-speaking respondent sees without being given it.
    """
    hats, staff = _hats(session, campaign), _staff(session, campaign)
    changes: dict[str | None, dict[int, str]] = defaultdict(dict)
    for person, language, menu, user_id in _people(session, campaign, {*hats, *staff}):
        should = _should_see(hats.get(person, set()), person in staff, str(language))
        if should != menu:
            changes[should][person] = user_id
    return dict(changes)


def _people(session: Session, campaign: Campaign, wanted: set[int]) -> Iterator[Any]:
    """Those, and who has another menu than everybody's or should: not all who ever wrote."""
    facts = (
        select(Respondent.id, Respondent.language, Respondent.menu, ChannelAddress.user_id)
        .join(ChannelAddress, ChannelAddress.respondent_id == Respondent.id)
        .where(Respondent.agency_id == campaign.agency_id, Respondent.blocked_at.is_(None))
    )
    others = session.execute(facts.where(OTHER_MENU)).all()
    yield from others
    found = {row.id for row in others}
    for some in batches(sorted(wanted - found)):
        yield from session.execute(facts.where(Respondent.id.in_(some)))


def note_menus(session: Session, people: Iterator[int] | list[int], alias: str | None) -> None:
    """Those people were given that menu."""
    for some in batches(list(people)):
        session.execute(update(Respondent).where(Respondent.id.in_(some)).values(menu=alias))


def forget_menus(session: Session, agency_id: int) -> None:
    """The menus were made anew: everybody of the office who had one is given theirs again."""
    had_one = (Respondent.agency_id == agency_id, Respondent.menu.is_not(None))
    session.execute(update(Respondent).where(*had_one).values(menu=None))


def _hats(session: Session, campaign: Campaign) -> dict[int, set[RoleName]]:
    hats: dict[int, set[RoleName]] = defaultdict(set)
    rows = session.execute(
        select(Role.respondent_id, Role.name).where(
            Role.agency_id == campaign.agency_id, Role.ended_at.is_(None)
        )
    )
    for person, name in rows:
        if name != RoleName.CENTRAL:  # no menu has what that role may say
            hats[person].add(RoleName(name))
    return hats


def _staff(session: Session, campaign: Campaign) -> set[int]:
    """The people behind a personal code of the roster."""
    return set(
        session.scalars(
            select(SurveyCase.respondent_id).where(
                SurveyCase.agency_id == campaign.agency_id,
                SurveyCase.campaign_id == campaign.id,
                SurveyCase.instrument == Instrument.IIT,
                SurveyCase.respondent_id.is_not(None),
            )
        )
    )


def _should_see(hats: set[RoleName], is_staff: bool, language: str) -> str | None:
    if hats & OWNERS:
        return f"owner-{language}"
    if hats:
        return f"coordinator-{language}"
    if is_staff:
        return f"staff-{language}"
    return None if language == Language.THAI else f"respondent-{language}"
