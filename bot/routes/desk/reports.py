"""รายงาน: the figures as a workbook, as CSV, as the director's page, and the closing evidence."""

from collections.abc import Mapping

from flask import abort, make_response
from werkzeug import Response

from bot.apart import Facts, make_apart
from bot.closing import closing_report
from bot.reporting import Scope, progress_report
from bot.routes.desk.visit import Visit, page
from handlers.scope import EVERYONE, MANAGING, has_any, seen_units, sees_all
from models.role import RoleName
from reports.tables import NAMES, tables

CLOSING = MANAGING | {RoleName.VIEWER, RoleName.ADMIN}

TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

FILES: Mapping[str, tuple[str, str]] = {
    "progress.pdf": ("รายงานความคืบหน้า 1 หน้า (PDF)", "Progress report, one page (PDF)"),
    "figures.xlsx": ("ตัวเลขทั้งหมด (Excel)", "All figures (Excel)"),
    "summary.csv": ("สรุป (CSV)", "Summary (CSV)"),
    "units.csv": ("หน่วยงาน (CSV)", "Units (CSV)"),
    "points.csv": ("จุดบริการ (CSV)", "Service points (CSV)"),
    "days.csv": ("รายวัน (CSV)", "Days (CSV)"),
    "closing.pdf": ("รายงานหลักฐานปิดการเก็บข้อมูล (PDF)", "Closing evidence report (PDF)"),
}
"""What may be taken home, Thai and English; none of it names anybody."""


@page("/reports", may=EVERYONE, menu=("รายงาน", "Reports"))
def reports(visit: Visit) -> str:
    """The files, each made when it is asked for."""
    names = {name: visit.w.pick(*label) for name, label in FILES.items() if _may(visit, name)}
    return visit.show("reports.html", files=names, whole=sees_all(visit), units=seen_units(visit))


@page("/reports/<name>", may=EVERYONE)
def report(visit: Visit, name: str) -> Response:
    """One file of the units this person may see."""
    if name not in FILES:
        abort(404)
    if not _may(visit, name):
        abort(403)
    kind = name.rsplit(".", 1)[1]
    press, facts = _facts(visit, name)
    response = make_response(make_apart(press, facts))
    response.headers["Content-Type"] = TYPES[kind]
    saved_as = f"{visit.campaign.slug}-{visit.today:%Y%m%d}-{name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return response


def _may(visit: Visit, name: str) -> bool:
    return name != "closing.pdf" or has_any(visit, CLOSING)


def scope_of(visit: Visit) -> Scope:
    """The whole office, or the units this person's figures are limited to."""
    units = None if sees_all(visit) else seen_units(visit)
    return Scope(visit.session, visit.office, visit.campaign, units, visit.now)


def _facts(visit: Visit, name: str) -> tuple[str, Facts]:
    """The paper's name at the press and what it is made of."""
    scope = scope_of(visit)
    if name == "progress.pdf":
        return name, progress_report(scope)
    if name == "closing.pdf":
        return name, closing_report(scope)
    made = tables(
        visit.session, visit.campaign, now=visit.now, pick=visit.w.pick, unit_ids=scope.unit_ids
    )
    if name == "figures.xlsx":
        return name, made
    return "figures.csv", made[NAMES.index(name.removesuffix(".csv"))]
