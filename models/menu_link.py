"""Which rich menu each person should see, beside which they were given last."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from models.base import batches
from models.campaign import Campaign, Instrument
from models.respondent import ChannelAddress, Respondent
from models.role import Role, RoleName
from models.survey_case import SurveyCase
from rules.language import Language

OWNERS = {RoleName.OWNER, RoleName.DEPUTY, RoleName.ADMIN}


def menus_to_change(session: Session, campaign: Campaign) -> dict[str | None, dict[int, str]]:
    """People whose menu is not the one they should see: LINE ids by person, by menu's alias.

    None is everybody's menu, which a Thai-speaking respondent sees without being given it.
    """
    is_staff = exists().where(
        SurveyCase.agency_id == campaign.agency_id,
        SurveyCase.campaign_id == campaign.id,
        SurveyCase.instrument == Instrument.IIT,
        SurveyCase.respondent_id == Respondent.id,
    )
    has_role = exists().where(Role.respondent_id == Respondent.id, Role.ended_at.is_(None))
    rows = session.execute(
        select(
            Respondent.id, Respondent.language, Respondent.menu, ChannelAddress.user_id, is_staff
        )
        .join(ChannelAddress, ChannelAddress.respondent_id == Respondent.id)
        .where(
            Respondent.agency_id == campaign.agency_id,
            Respondent.blocked_at.is_(None),
            or_(
                Respondent.menu.is_not(None),
                Respondent.language != Language.THAI,
                is_staff,
                has_role,
            ),
        )
    ).all()
    hats = _hats(session, campaign)
    changes: dict[str | None, dict[int, str]] = defaultdict(dict)
    for person, language, menu, user_id, staff in rows:
        should = _should_see(hats.get(person, set()), bool(staff), str(language))
        if should != menu:
            changes[should][person] = user_id
    return dict(changes)


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


def _should_see(hats: set[RoleName], is_staff: bool, language: str) -> str | None:
    if hats & OWNERS:
        return f"owner-{language}"
    if hats:
        return f"coordinator-{language}"
    if is_staff:
        return f"staff-{language}"
    return None if language == Language.THAI else f"respondent-{language}"
