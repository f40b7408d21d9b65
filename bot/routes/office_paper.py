"""Papers by a link from chat: for the person who asked, for half an hour.

The page itself names nobody, so that a link preview sees no names; each file is asked for by a
button, and every file with names on it is noted in the audit.
"""

from collections.abc import Mapping

from flask import Blueprint, make_response, render_template
from sqlalchemy.orm import Session
from werkzeug import Response

from bot import printing
from bot.apart import Facts, make_apart
from bot.reporting import Scope, chart_picture, progress_report
from bot.wiring import wiring
from models.agency import units_of
from models.campaign import current_campaign
from models.chat_link import ChatLink, Opens, find_link
from models.service_point import points_of
from reports.tables import tables
from rules.language import Language
from rules.thai_dates import bangkok_date

blueprint = Blueprint("office_paper", __name__, url_prefix="/paper")

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FILES: Mapping[Opens, Mapping[str, tuple[str, str]]] = {
    Opens.SHEET: {
        "sheet.pdf": ("ใบลงชื่อ (PDF)", PDF),
        "sheet.xlsx": ("ใบลงชื่อ (Excel)", XLSX),
        "memo.pdf": ("บันทึกข้อความนำส่ง (PDF)", PDF),
        "memo.docx": ("บันทึกข้อความนำส่ง (Word)", DOCX),
    },
    Opens.CARDS: {
        "cards.pdf": ("บัตรสำหรับตัดแจก (PDF)", PDF),
        "list.pdf": ("บัญชีแจกบัตร (PDF)", PDF),
    },
    Opens.POSTERS: {
        "poster-a4.pdf": ("ป้าย A4", PDF),
        "poster-a5.pdf": ("ป้าย A5", PDF),
        "tent.pdf": ("ป้ายตั้งโต๊ะ พับครึ่ง", PDF),
        "stickers.pdf": ("สติกเกอร์", PDF),
        "points.pdf": ("บัญชีจุดบริการ สำหรับเดินตรวจ", PDF),
        "tally.pdf": ("ใบนับประจำจุด", PDF),
        "placement.pdf": ("แนวทางติดป้าย", PDF),
    },
    Opens.REPORT: {
        "progress.pdf": ("รายงานความคืบหน้า (PDF)", PDF),
        "figures.xlsx": ("ตัวเลขทั้งหมด (Excel)", XLSX),
    },
}
"""What each kind of link offers: the file's name, its label and its type."""


@blueprint.get("/<token>")
def page(token: str) -> Response:
    """The files behind the link, as buttons; nobody's name."""
    with wiring().database.reading() as session:
        opened = _open(session, token)
        if opened is None:
            return _gone()
        link, order = opened
        html = render_template(
            "office/paper.html",
            token=token,
            opens=link.opens,
            unit=order.unit if order.unit_id else None,
            site=order.site,
            occasion=link.facts.get("occasion"),
            files={name: label for name, (label, _) in FILES[Opens(link.opens)].items()},
        )
    return _kept_nowhere(make_response(html))


@blueprint.post("/<token>/<name>")
def file(token: str, name: str) -> Response:
    """One file, made for this request and kept nowhere; what it looked at is noted first."""
    with wiring().database.transaction() as session:
        opened = _open(session, token)
        if opened is None or name not in FILES[Opens(opened[0].opens)]:
            return _gone()
        link, order = opened
        _, mimetype = FILES[Opens(link.opens)][name]
        facts = _facts(link, order, name)
    response = make_response(make_apart(name, facts))
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept_nowhere(response)


@blueprint.get("/<token>/chart.png")
def chart(token: str) -> Response:
    """The report's curve, which LINE fetches for the card; sums only."""
    with wiring().database.reading() as session:
        opened = _open(session, token)
        if opened is None or opened[0].opens != Opens.REPORT:
            return _gone()
        picture = chart_picture(_scope(*opened), language=Language.THAI)
    response = make_response(make_apart("chart.png", picture))
    response.mimetype = "image/png"
    return response


def _scope(link: ChatLink, order: printing.Order) -> Scope:
    """The units the link's person sees; all of the office where it names none."""
    ids = link.facts.get("units")
    units = None
    if ids is not None:
        units = [unit for unit in units_of(order.session, order.office.id) if unit.id in ids]
    return Scope(order.session, order.office, order.campaign, units, order.now)


def _open(session: Session, token: str) -> tuple[ChatLink, printing.Order] | None:
    """The living link of that token, and the papers it is for."""
    wired = wiring()
    now, office = wired.now(), wired.office_of(token, session)
    if office is None:
        return None
    link = find_link(session, office, token, now=now)
    campaign = current_campaign(session, office.id, bangkok_date(now))
    if link is None or campaign is None or link.opens not in FILES:  # one to the desk
        return None
    unit_id, site_id = int(link.facts.get("unit", 0)), int(link.facts.get("site", 0))
    actor = f"role {link.role_id}"
    return link, printing.Order(session, office, campaign, unit_id, site_id, actor, now)


def _facts(link: ChatLink, order: printing.Order, name: str) -> Facts:
    if link.opens == Opens.POSTERS:
        points = points_of(
            order.session,
            agency_id=order.office.id,
            campaign_id=order.campaign.id,
            unit_id=order.unit_id,
        )
        return printing.posters(
            order.office,
            order.campaign,
            points,
            public_url=wiring().settings.public_base_url,
            today=bangkok_date(order.now),
        )
    if link.opens == Opens.REPORT:
        scope = _scope(link, order)
        if name == "progress.pdf":
            return progress_report(scope)
        return tables(
            order.session,
            order.campaign,
            now=order.now,
            pick=lambda thai, _: thai,
            unit_ids=scope.unit_ids,
        )
    if link.opens == Opens.CARDS:
        wired = wiring()
        return printing.card_sheet(
            order,
            page_of=lambda code: wired.page_of_code(order.office, code, order.session),
            line=link.facts.get("line"),
        )
    occasion = int(link.facts["occasion"])
    if name.startswith("memo"):
        return printing.memo(order, occasion)
    return printing.sheet(order, occasion)


def _gone() -> Response:
    return _kept_nowhere(make_response(render_template("office/link_gone.html"), 410))


def _kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
