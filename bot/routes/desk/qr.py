"""คิวอาร์: the points, new ones, and what is printed or shown of those chosen."""

import io
import zipfile
from collections.abc import Sequence

from flask import abort, make_response, redirect, request, url_for
from werkzeug import Response

from bot.apart import make_apart, make_many
from bot.pack import ABOUT, EVERYTHING, ON_PAPER, ON_SCREEN, pack_files, zip_entry
from bot.printing import posters
from bot.routes.desk.visit import Visit, page
from bot.wiring import wiring
from handlers.scope import POSTING, own_units
from models.agency import Unit
from models.service_point import PointKind, ServicePoint, add_point, end_point, points_of
from qr_assets.facts import Posters, Tongue

LONGEST_LABEL = 120
MOST_POINTS = 100
"""Points of one pack: about a second each; more are made by `flask qr pack`."""

KINDS = {
    PointKind.COUNTER: ("เคาน์เตอร์", "counter"),
    PointKind.KIOSK: ("แท็บเล็ตที่ใช้ร่วมกัน", "shared tablet"),
    PointKind.SCHOOL: ("โรงเรียน", "school"),
    PointKind.EVENT: ("หน่วยบริการเคลื่อนที่หรืองานกิจกรรม", "mobile service or event"),
    PointKind.ONLINE: ("ช่องทางออนไลน์", "online channel"),
}
PAPERS = {
    "poster-a4.pdf": ("ป้าย A4", "A4 poster"),
    "poster-a5.pdf": ("ป้าย A5", "A5 poster"),
    "tent.pdf": ("ป้ายตั้งโต๊ะ", "table tent"),
    "stickers.pdf": ("สติกเกอร์", "stickers"),
    "tally.pdf": ("ใบนับประจำจุด", "tally sheet"),
    "screen.png": ("ภาพสำหรับจอ", "picture for a screen"),
    "square.png": ("ภาพสี่เหลี่ยมจัตุรัส", "square picture"),
    "story.png": ("ภาพสตอรี", "story picture"),
    "points.pdf": ("บัญชีจุดบริการ", "sheet of points"),
    "placement.pdf": ("แนวทางติดป้าย", "placement guide"),
}
TONGUES = {
    Tongue.BOTH: ("ไทยและอังกฤษ", "Thai and English"),
    Tongue.THAI: ("ไทย", "Thai"),
    Tongue.ENGLISH: ("อังกฤษ", "English"),
}


@page("/qr", may=POSTING, menu=("ป้าย QR", "QR codes"))
def qr(visit: Visit) -> str:
    """The points of this person's units, to choose from."""
    pick = visit.w.pick
    return visit.show(
        "qr.html",
        points=_points(visit),
        units=_units(visit),
        kinds=[(kind.value, pick(*name)) for kind, name in KINDS.items()],
        kind_names={kind.value: pick(*name) for kind, name in KINDS.items()},
        papers=[(what, pick(*PAPERS[what])) for what in (*ON_PAPER, *ON_SCREEN, *ABOUT)],
        tongues=[(tongue.value, pick(*name)) for tongue, name in TONGUES.items()],
        most=MOST_POINTS,
        said=request.args.get("said", ""),
    )


@page("/qr/points", may=POSTING, methods=("POST",))
def add(visit: Visit) -> Response:
    """Makes a point; the same label in the same unit again is the same point."""
    unit = next((u for u in _units(visit) if u.code == request.form.get("unit")), None)
    kind = next((k for k in PointKind if k == request.form.get("kind")), None)
    label = " ".join(request.form.get("label", "").replace("\u200b", "").split())[:LONGEST_LABEL]
    if unit is None or kind is None:
        abort(403)
    if not label:
        return redirect(url_for("desk.qr", said="no_label"), 303)
    add_point(
        visit.session,
        visit.campaign,
        unit,
        label=label,
        kind=kind,
        actor=visit.actor,
        now=visit.now,
    )
    return redirect(url_for("desk.qr", said="added"), 303)


@page("/qr/points/<int:number>/end", may=POSTING, methods=("POST",))
def end(visit: Visit, number: int) -> Response:
    """Ends a point's code; its figures stay."""
    point = next((each for each in _points(visit) if each.id == number), None)
    if point is None:
        abort(404)
    end_point(visit.session, point, actor=visit.actor, now=visit.now)
    return redirect(url_for("desk.qr", said="ended"), 303)


@page("/qr/pack", may=POSTING, methods=("POST",), writes=False)
def pack(visit: Visit) -> Response:
    """One file as it is, several as a ZIP with a folder a unit."""
    chosen = set(request.form.getlist("point"))
    points = [point for point in _points(visit) if str(point.id) in chosen]
    wanted = EVERYTHING & set(request.form.getlist("paper"))
    tongue = next((t for t in Tongue if t == request.form.get("tongue")), Tongue.BOTH)
    if not points or not wanted:
        return redirect(url_for("desk.qr", said="nothing_chosen"), 303)
    if len(points) > MOST_POINTS:
        return redirect(url_for("desk.qr", said="too_many"), 303)

    def posters_of(some: Sequence[ServicePoint]) -> Posters:
        return posters(
            visit.office,
            visit.campaign,
            some,
            public_url=wiring().settings.public_base_url,
            today=visit.today,
            tongue=tongue,
        )

    files = list(pack_files(points, posters_of, wanted))
    if not files:
        return redirect(url_for("desk.qr", said="nothing_chosen"), 303)
    if len(files) == 1:
        name, what, facts = files[0]
        content, name = make_apart(what, facts), name.rsplit("/", 1)[-1]
    else:
        content, name = _zipped(files), "qr-pack.zip"
    response = make_response(content)
    kind = name.rsplit(".", 1)[1]
    response.mimetype = {"png": "image/png"}.get(kind, f"application/{kind}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if (ticket := request.form.get("ticket", "")).isalnum():
        # the page's script waits for it: a download gives no other sign that it has begun
        response.set_cookie("ready", ticket[:20], max_age=60, path="/desk", samesite="Lax")
    return response


def _zipped(files: list[tuple[str, str, Posters]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        made = make_many([(what, facts) for _, what, facts in files])
        for (name, _, _), content in zip(files, made, strict=True):
            archive.writestr(zip_entry(name), content)
    return out.getvalue()


def _units(visit: Visit) -> list[Unit]:
    return [unit for unit in own_units(visit) if visit.campaign.has_eit(unit.code)]


def _points(visit: Visit) -> list[ServicePoint]:
    """The points in use of this person's units, in the order of the table."""
    ids = {unit.id for unit in _units(visit)}
    points = points_of(visit.session, agency_id=visit.office.id, campaign_id=visit.campaign.id)
    mine = [point for point in points if point.unit_id in ids]
    return sorted(mine, key=lambda point: (point.unit.position, point.id))
