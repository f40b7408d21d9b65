"""/privacy: the data-protection notice for anybody, from the same words as the chat's."""

from flask import Blueprint, make_response, render_template
from werkzeug import Response

from bot.wiring import wiring
from handlers.notice import version_in_force
from models.campaign import Campaign, Instrument, current_campaign
from models.service_point import SAME_VISIT
from outbound.messages.notice import FACTS, sections
from outbound.messages.wording import Wording
from rules.language import Language
from rules.thai_dates import bangkok_date, thai_date

blueprint = Blueprint("privacy", __name__)

COOKIE_DAYS = 180


@blueprint.get("/privacy")
@blueprint.get("/privacy/<agency>")
def notice(agency: str = "") -> Response:
    """Thai and English, outsiders and staff; facts the office has not agreed to are marked."""
    wired = wiring()
    office = wired.office(agency)
    if office is None:
        return make_response(
            render_template("respondent/sorry.html", why="nowhere", office=None), 404
        )
    with wired.database.reading() as session:
        today = bangkok_date(wired.now())
        campaign = current_campaign(session, office.id, today) if office else None
        if campaign is None:
            return make_response(
                render_template("respondent/sorry.html", why="away", office=office), 503
            )
        html = render_template("respondent/privacy.html", office=office, **_facts(campaign))
    response = make_response(html)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _facts(campaign: Campaign) -> dict[str, object]:
    facts = campaign.content["notice"]
    spoken = {language: Wording(language, campaign.wording) for language in Language}
    return {
        "languages": list(Language),
        "sections": {
            (language.value, of_staff): sections(w, facts, of_staff=of_staff)
            for language, w in spoken.items()
            for of_staff in (False, True)
        },
        "unconfirmed": [name for name in FACTS if not facts[f"{name}_confirmed"]],
        "goes_on": {
            language.value: {
                each.value: thai_date(campaign.erase_on(each), language) for each in Instrument
            }
            for language in Language
        },
        "version": version_in_force(campaign),
        "cookie_days": COOKIE_DAYS,
        "visit_minutes": int(SAME_VISIT.total_seconds() // 60),
    }
