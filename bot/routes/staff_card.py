"""What a staff card's QR opens: the IIT form now, or the link by LINE.

Every code gets the same page, known or not: whoever tries codes here learns nothing.
"""

from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template
from werkzeug import Response

from bot.wiring import wiring
from models.campaign import Instrument, current_campaign
from rules.codes import CodeKind, read_code
from rules.language import Language
from rules.thai_dates import bangkok_date, thai_date

blueprint = Blueprint("staff_card", __name__, url_prefix="/card")


@blueprint.get("/<code>")
def page(code: str) -> Response:
    """The two ways to the staff questionnaire; nothing is counted and nobody is named."""
    wired = wiring()
    office, reading = wired.office(""), read_code(code)
    with wired.database.reading() as session:
        today = bangkok_date(wired.now())
        campaign = current_campaign(session, office.id, today) if office else None
        if campaign is None or reading is None or reading.kind != CodeKind.STAFF:
            sorry = render_template("respondent/sorry.html", why="unknown", office=office)
            return make_response(sorry, 404)
        days = {
            "opens": {x: thai_date(campaign.opens_on, x) for x in Language},
            "closes": {x: thai_date(campaign.closes_on, x) for x in Language},
        }
        if not campaign.is_open(today):
            why = "not_open" if today < campaign.opens_on else "closed"
            sorry = render_template("respondent/sorry.html", why=why, office=office, **days)
            return make_response(sorry, 200 if why == "not_open" else 410)
        html = render_template(
            "respondent/staff_card.html",
            office=office,
            campaign=campaign,
            code=reading.code,
            survey_url=campaign.survey_url(Instrument.IIT),
            practice=campaign.is_practice(Instrument.IIT),
            **days,
        )
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<code>/line")
def line(code: str) -> Response:
    """On to the LINE chat with the code typed in already; the person presses send once."""
    reading = read_code(code)
    words = quote(reading.code if reading else "", safe="")
    account = quote(wiring().settings.line_basic_id, safe="")
    return redirect(f"https://line.me/R/oaMessage/{account}/?{words}")
