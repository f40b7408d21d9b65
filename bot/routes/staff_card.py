"""What the QR of a staff card or an invitation letter opens: the form now, or the link by LINE.

Every personal code gets the same answers, known or not: whoever tries codes here learns nothing,
and nothing is counted. So the address names the office (`?o=`): the code is not looked up.
"""

from urllib.parse import quote

from flask import make_response, redirect, render_template, request
from werkzeug import Response

from bot.wiring import wiring
from models.agency import Agency
from models.campaign import Campaign, Instrument, current_campaign
from rules.codes import CodeKind, read_code
from rules.language import Language
from rules.thai_dates import bangkok_date, thai_date

OPENS = {
    CodeKind.STAFF: (Instrument.IIT, "staff_card"),
    CodeKind.CONTRACTOR: (Instrument.EIT, "letter"),
}
"""The questionnaire and the page of each kind of personal code."""


def answer(code: str, way: str = "") -> Response | None:
    """The page, or one of its ways out (`survey`, `line`); None for any other kind of code."""
    reading = read_code(code)
    if reading is None or reading.kind not in OPENS:
        return None
    instrument, template = OPENS[reading.kind]
    wired = wiring()
    office = wired.office(request.args.get("o", ""))
    channel = wired.channel(office) if office is not None else None
    with wired.database.reading() as session:
        today = bangkok_date(wired.now())
        campaign = current_campaign(session, office.id, today) if office else None
        if campaign is None or not reading.is_valid:
            return _kept(make_response(_page("sorry", office, why="unknown"), 404))
        why = campaign.shut_why(today)
        if why is not None:
            page = _page("sorry", office, campaign, why=why)
            return _kept(make_response(page, 200 if why == "not_open" else 410))
        if way == "survey":
            return _kept(redirect(campaign.survey_url(instrument)))
        if way == "line" and channel is not None:
            account = quote(channel.basic_id, safe="")
            words = quote(reading.code, safe="")
            return _kept(redirect(f"https://line.me/R/oaMessage/{account}/?{words}"))
        practice = campaign.is_practice(instrument)
        naming = f"?o={office.slug}" if request.args.get("o") and office else ""
        page = _page(
            template, office, campaign, code=reading.code, naming=naming, practice=practice
        )
        return _kept(make_response(page))


def _page(
    name: str, office: Agency | None, campaign: Campaign | None = None, **facts: object
) -> str:
    days = {}
    if campaign is not None:
        days = {
            "opens": {x: thai_date(campaign.opens_on, x) for x in Language},
            "closes": {x: thai_date(campaign.ended_on, x) for x in Language},
        }
    return render_template(
        f"respondent/{name}.html", office=office, campaign=campaign, **days, **facts
    )


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
