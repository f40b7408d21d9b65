"""What a counter's QR opens: a light page, its two ways out, and "I have answered"."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug import Response

from bot.guesses import address_of
from bot.routes import staff_card
from bot.wiring import wiring
from models.agency import Agency
from models.campaign import Instrument
from models.counting import Cell, Figure, Source, count
from models.sealed import lookup_hash
from models.service_point import PointKind, ServicePoint, find_point_anywhere, is_new_visit
from models.survey_case import device_case, mark
from qr_assets import payload
from rules.codes import read_code
from rules.language import Language
from rules.thai_dates import bangkok_date, thai_date

blueprint = Blueprint("respondent", __name__, url_prefix="/q")

COOKIE = "device"
COOKIE_DAYS = 180
PREVIEW = re.compile(
    r"bot\b|bot/|crawl|spider|preview|line-poker|facebookexternalhit|whatsapp|telegram|slack|skype",
    re.IGNORECASE,
)
"""Programs that fetch a link to draw its preview, by what they call themselves."""


@dataclass(frozen=True)
class Counter:
    """A service point at work: whose page it is and what may be counted there."""

    office: Agency
    point: ServicePoint
    today: date

    @property
    def cell(self) -> Cell:
        return Cell(
            self.office.id,
            self.point.campaign_id,
            self.point.unit_id,
            Instrument(self.point.instrument),
            self.point.id,
        )

    @property
    def closed_why(self) -> str | None:
        """`revoked`, `closed`, `not_open`, or None when people may be asked here."""
        if self.point.revoked_at is not None:
            return "revoked"
        return self.point.campaign.shut_why(self.today)


@blueprint.get("/<code>")
def page(code: str) -> Response:
    """The two ways to the questionnaire; one look counts one scan (design.md §3)."""
    thanked = "answered" in request.args

    def look(session: Session, counter: Counter) -> Response:
        device = _device()
        if not thanked and _counts():
            _count_visit(session, counter, Figure.SCANNED, device)
        response = make_response(_page("respondent/counter.html", counter, thanked=thanked))
        renew = counter.point.kind == PointKind.KIOSK and not thanked
        return _remember(response, secrets.token_urlsafe(16) if renew else device)

    return staff_card.answer(code) or _at(code, look)


@blueprint.get("/<code>/test")
def test_page(code: str) -> Response:
    """What a citizen would see here, to check a poster by; nothing is counted, nothing opens."""
    return _at(code, lambda _, c: make_response(_page("respondent/counter.html", c, test=True)))


@blueprint.get("/<code>/survey")
def survey(code: str) -> Response:
    """On to the official form, its address unchanged; the device counts as reached once."""

    def go(session: Session, counter: Counter) -> Response:
        device = _device(or_address=counter.point.kind != PointKind.KIOSK)
        if _counts():
            _count_visit(session, counter, Figure.LINK_TAKEN, device)
            _mark(session, counter, Figure.REACHED, device)
        instrument = Instrument(counter.point.instrument)
        response = redirect(counter.point.campaign.survey_url(instrument))
        return _remember(response, _next_device(counter, device))

    return staff_card.answer(code, "survey") or _at(code, go)


@blueprint.get("/<code>/line")
def line(code: str) -> Response:
    """On to the LINE chat with the code typed in already; the person presses send once."""

    def go(session: Session, counter: Counter) -> Response:
        channel = wiring().channel(counter.office, session)
        if channel is None:  # an office before it has its LINE account
            return make_response(_page("respondent/counter.html", counter))
        account = quote(channel.basic_id, safe="")
        words = quote(counter.point.code, safe="")
        return redirect(f"https://line.me/R/oaMessage/{account}/?{words}")

    return staff_card.answer(code, "line") or _at(code, go)


@blueprint.post("/<code>/answered")
def answered(code: str) -> Response:
    """The device says its person has answered: counted once, nobody attached."""

    def note(session: Session, counter: Counter) -> Response:
        device = _device(or_address=counter.point.kind != PointKind.KIOSK)
        if request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none"):
            _mark(session, counter, Figure.REPORTED, device)
        response = redirect(f"/q/{counter.point.code}?answered", 303)
        return _remember(response, _next_device(counter, device))

    return _at(code, note)


@blueprint.get("/<code>/qr.png")
def qr_png(code: str) -> Response:
    """The code's picture, for a chat or a screen."""
    return _at(code, lambda _, counter: _image(payload.png(_address(counter)), "image/png"))


@blueprint.get("/<code>/qr.svg")
def qr_svg(code: str) -> Response:
    """The code's picture, sharp at any size."""
    return _at(code, lambda _, counter: _image(payload.svg(_address(counter)), "image/svg+xml"))


@blueprint.get("/<code>/poster")
def poster(code: str) -> Response:
    """One A4 page to print and put up at the counter."""

    def draw(_session: Session, counter: Counter) -> Response:
        image = payload.svg(_address(counter)).decode()
        return make_response(
            _page("respondent/poster.html", counter, svg=image, address=_address(counter))
        )

    return _at(code, draw)


def _at(code: str, act: Callable[[Session, Counter], Response]) -> Response:
    """Does what is asked at a point in use; any other code gets the page that says why not."""
    wired = wiring()
    reading = read_code(code)
    if reading is None or not reading.is_valid:
        return _sorry("unknown", 404)
    address = _address_of_client()
    if not wired.guesses.may_look(address, reading.code, now=wired.now()):
        return _sorry("guessed", 429)
    with wired.database.transaction() as session:
        point = find_point_anywhere(session, reading.code)
        office = wired.office_numbered(point.agency_id, session) if point is not None else None
        if point is None or office is None:
            wired.guesses.missed(address, now=wired.now())
            return _sorry("unknown", 404)
        wired.guesses.found(address, reading.code)
        counter = Counter(office, point, bangkok_date(wired.now()))
        if counter.closed_why is not None:
            status = 200 if counter.closed_why == "not_open" else 410
            return _sorry(counter.closed_why, status, counter)
        response = act(session, counter)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _sorry(why: str, status: int, counter: Counter | None = None) -> Response:
    html = _page("respondent/sorry.html", counter, why=why)
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(template: str, counter: Counter | None, **facts: object) -> str:
    point = counter.point if counter else None
    campaign = point.campaign if point else None
    return render_template(
        template,
        office=counter.office if counter else None,
        point=point,
        unit=point.unit if point else None,
        campaign=campaign,
        practice=campaign.is_practice(Instrument.EIT) if campaign else False,
        opens={x: thai_date(campaign.opens_on, x) for x in Language} if campaign else {},
        closes={x: thai_date(campaign.ended_on, x) for x in Language} if campaign else {},
        **facts,
    )


def _address_of_client() -> str:
    return address_of(request.remote_addr, request.headers.get("X-Forwarded-For", ""))


def _address(counter: Counter) -> str:
    return f"{wiring().settings.public_base_url}/q/{counter.point.code}"


def _image(content: bytes, mimetype: str) -> Response:
    response = make_response(content)
    response.mimetype = mimetype
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _counts() -> bool:
    """Whether a person is looking: not a link preview, a prefetch, or a HEAD."""
    asked_early = any(
        word in request.headers.get(header, "").lower()
        for header in ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")
        for word in ("prefetch", "preview", "prerender")
    )
    is_program = PREVIEW.search(request.headers.get("User-Agent", "")) is not None
    return request.method == "GET" and not asked_early and not is_program


def _device(*, or_address: bool = False) -> str:
    """The browser's cookie, or a new one.

    A browser that keeps none is known, where a figure hangs on it, by address and make: two
    alike are then one, which errs on the side of counting too few.
    """
    cookie = request.cookies.get(COOKIE, "")
    if re.fullmatch(r"[\w-]{20,40}", cookie):
        return cookie
    if or_address:
        seen = f"{_address_of_client()}|{request.headers.get('User-Agent', '')}"
        return "a" + lookup_hash(wiring().settings.secret_keys[-1], seen).hex()
    return secrets.token_urlsafe(16)


def _next_device(counter: Counter, device: str) -> str:
    """At a kiosk the next act is another person's."""
    is_kiosk = counter.point.kind == PointKind.KIOSK
    return secrets.token_urlsafe(16) if is_kiosk else device


def _remember(response: Response, device: str) -> Response:
    response.set_cookie(
        COOKIE,
        device,
        max_age=COOKIE_DAYS * 86400,
        path="/q",
        httponly=True,
        samesite="Lax",
        secure=wiring().settings.public_base_url.startswith("https"),
    )
    return response


def _count_visit(session: Session, counter: Counter, figure: Figure, device: str) -> None:
    now = wiring().now()
    hashed = counter.office.hash_of(device)
    if is_new_visit(session, counter.point, device=hashed, figure=figure, now=now):
        count(session, counter.cell, figure, Source.WEB, at=now)


def _mark(session: Session, counter: Counter, figure: Figure, device: str) -> None:
    now = wiring().now()
    case = device_case(session, counter.cell, device=counter.office.hash_of(device), now=now)
    mark(session, [case], figure, now=now)
