"""Who is at the desk: every page behind the door is reached through `page`, which asks first."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

import structlog
from flask import Blueprint, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug import Response
from werkzeug.exceptions import Forbidden, NotFound, RequestEntityTooLarge

from bot.wiring import wiring
from models.agency import UNASSIGNED, Agency, Site, Unit, units_of
from models.campaign import Campaign, current_campaign
from models.desk_session import find_session
from models.respondent import Respondent
from models.role import Role, RoleName, roles_of
from outbound.messages.wording import Wording
from rules.language import Language
from rules.thai_dates import (
    BUDDHIST_ERA,
    ENGLISH_MONTHS,
    THAI_MONTHS,
    bangkok_date,
    short_thai_date,
    thai_date,
    thai_time,
)

log = structlog.get_logger()

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

COOKIE = "desk"
LARGEST_FORM = 100_000
"""Bytes of a form without its file."""

MENU: dict[str, tuple[tuple[str, str], frozenset[RoleName]]] = {}
"""Pages of the menu by their rule: name in Thai and English, whose it is."""

DAILY = ("/offices", "/", "/rounds", "/lists", "/qr", "/official", "/reports")
UPKEEP = ("/people", "/settings", "/holidays", "/allowance", "/failures", "/audit", "/year")
"""The menu's two rows, in the order of use: what a day needs, and what a season does."""


@dataclass(frozen=True)
class Visit:
    """One request of a signed-in person, inside its transaction; wears hats as a turn does."""

    session: Session
    office: Agency
    campaign: Campaign
    all_units: list[Unit]
    roles: list[Role]
    language: Language
    now: datetime
    form_key: str

    @property
    def today(self) -> date:
        return bangkok_date(self.now)

    @property
    def units(self) -> list[Unit]:
        """The office's units in the order of its table, without `unassigned`."""
        return [unit for unit in self.all_units if unit.code != UNASSIGNED]

    @property
    def actor(self) -> str:
        """How the audit names who did it."""
        return f"role {self.roles[0].id}"

    @property
    def w(self) -> Wording:
        """The words chat uses, in the person's language, with the campaign's own wording."""
        return Wording(self.language, self.campaign.wording)

    def name_of(self, unit: Unit | Site) -> str:
        """The unit's or site's full name in the person's language."""
        return self.w.pick(unit.name_th, unit.name_en)

    def show(self, template: str, **facts: Any) -> str:
        """The page in the person's language: `t` takes a sentence in both."""
        return render_template(
            f"desk/{template}",
            visit=self,
            t=self.w.pick,
            w=self.w,
            calendar_day=self.calendar_day,
            long_day=lambda day: thai_date(day, self.language, weekday=True),
            month=self.month,
            moment=self.moment,
            **facts,
        )

    @property
    def menu(self) -> list[list[tuple[str, str]]]:
        """The menu's rows for this person: path and name."""
        hats = {role.name for role in self.roles}
        return [
            [
                (f"/desk{rule}", self.w.pick(*name))
                for rule in row
                for name, may in [MENU[rule]]
                if may & hats
            ]
            for row in (DAILY, UPKEEP)
        ]

    def calendar_day(self, day: date) -> str:
        """A day as this person reads it."""
        return short_thai_date(day, self.language)

    def month(self, day: date) -> str:
        """The month of a day as this person reads it."""
        year = day.year + BUDDHIST_ERA if self.language == Language.THAI else day.year
        return f"{self.w.pick(THAI_MONTHS[day.month - 1], ENGLISH_MONTHS[day.month - 1])} {year}"

    def moment(self, moment: datetime) -> str:
        """A Bangkok day and time as this person reads it."""
        return f"{self.calendar_day(bangkok_date(moment))} {thai_time(moment, self.language)}"


View = Callable[..., Response | str]


def page(
    rule: str,
    *,
    may: frozenset[RoleName],
    methods: tuple[str, ...] = ("GET",),
    menu: tuple[str, str] | None = None,
    largest: int = 0,
    writes: bool = True,
) -> Callable[[View], View]:
    """Routes a page of the desk for those who wear one of the hats `may`; `menu` names it there.

    A POST runs in a transaction and must carry the session's form key; anybody not signed in is
    shown the way in, whoever may not is told so. A form is small; `largest` is the size in bytes
    of the file it may bring. A POST that only asks for much (`writes=False`) holds no lock.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**parts: Any) -> Response:
            request.max_content_length = LARGEST_FORM + largest
            database = wiring().database
            asks = request.method == "POST"
            with database.transaction() if asks and writes else database.reading() as session:
                visit = visitor(session)
                answer: Response
                if visit is None:
                    answer = make_response(render_template("desk/signed_out.html"), 401)
                elif not {role.name for role in visit.roles} & may:
                    log.info("not permitted", roles=[r.id for r in visit.roles], page=rule)
                    answer = make_response(visit.show("forbidden.html"), 403)
                else:
                    answer = _answer(visit, view, parts, asks=asks)
            answer.headers["Cache-Control"] = "no-store"
            return answer

        guarded.hats = may  # type: ignore[attr-defined]  # read by the test that walks all routes
        if menu is not None:
            MENU[rule] = menu, may
        blueprint.add_url_rule(rule, view_func=guarded, methods=list(methods))
        return guarded

    return guard


def _answer(visit: Visit, view: View, parts: dict[str, Any], *, asks: bool) -> Response:
    """The page; a thing that is not there, or is another's, is told within the desk."""
    try:
        if asks and not _keyed(visit):
            return make_response(visit.show("stale_form.html"), 400)
        return make_response(view(visit, **parts))
    except Forbidden:
        log.info("not permitted", roles=[r.id for r in visit.roles], page=str(request.url_rule))
        return make_response(visit.show("forbidden.html"), 403)
    except NotFound:
        return make_response(visit.show("not_found.html"), 404)
    except RequestEntityTooLarge:
        return make_response(visit.show("too_large.html"), 413)


def visitor(session: Session) -> Visit | None:
    """Who the cookie says is here, with the hats worn at this moment; None without any."""
    wired = wiring()
    now, token = wired.now(), request.cookies.get(COOKIE, "")
    office = wired.office_of(token, session)
    if office is None:
        return None
    signed_in = find_session(session, office, token, now=now)
    campaign = current_campaign(session, office.id, bangkok_date(now))
    if signed_in is None or campaign is None:
        return None
    roles = roles_of(session, office.id, signed_in.respondent_id)
    if not roles:
        return None
    return Visit(
        session=session,
        office=office,
        campaign=campaign,
        all_units=units_of(session, office.id),
        roles=roles,
        language=Language(session.get_one(Respondent, signed_in.respondent_id).language),
        now=now,
        form_key=office.hash_of(f"form of {token}").hex(),
    )


def _keyed(visit: Visit) -> bool:
    """Whether the form was made for this very session, not on another site.

    Reading the form raises RequestEntityTooLarge for one over its size.
    """
    return hmac.compare_digest(request.form.get("key", "").encode(), visit.form_key.encode())
