"""What is put up where people are met: posters, stickers, pictures to share, sheets about them.

Pure functions from facts to bytes; the same facts give the same bytes.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from paper import typesetting
from paper.facts import long_day
from qr_assets import payload
from qr_assets.facts import Format, Point, Posters
from rules.language import Language
from rules.thai_dates import thai_date
from rules.thai_digits import thai_digits


def pdf(posters: Posters, form: Format) -> bytes:
    """All points in that form: one page each, stickers twelve to a page of one point."""
    return typesetting.pdf("qr_assets/poster", _facts(posters, form))


def pages(posters: Posters, form: Format, *, ppi: float = 150) -> list[bytes]:
    """The same as PNGs; the pictures to share come out at their pixels with 72."""
    return typesetting.pages("qr_assets/poster", _facts(posters, form), ppi=ppi)


def picture(posters: Posters, form: Format) -> bytes:
    """A picture to share, or the first poster for a screen, as PNG."""
    is_shared = form in (Format.SQUARE, Format.STORY)
    return pages(posters, form, ppi=72 if is_shared else 150)[0]


def points_sheet(posters: Posters) -> bytes:
    """All points with small QRs, to check on the wall that each is the right one."""
    return typesetting.pdf("qr_assets/points", _facts(posters, Format.A4))


def placement_sheet(posters: Posters) -> bytes:
    """Where to put posters up, and what to do for people without a phone."""
    return typesetting.pdf("qr_assets/placement", _facts(posters, Format.A4))


def tally_sheet(posters: Posters) -> bytes:
    """A page a point, to note by strokes those helped without LINE."""
    return typesetting.pdf("qr_assets/tally", _facts(posters, Format.A4))


def _facts(posters: Posters, form: Format) -> Mapping[str, Any]:
    return {
        "form": form,
        "tongue": posters.tongue,
        "office_th": posters.office_th,
        "office_en": posters.office_en,
        "site": urlsplit(posters.survey_url).hostname or "",
        "minutes_th": thai_digits(posters.minutes),
        "minutes": posters.minutes,
        "closes_th": long_day(posters.closes_on),
        "closes_en": thai_date(posters.closes_on, Language.ENGLISH),
        "printed_on": long_day(posters.printed_on),
        "printed_en": thai_date(posters.printed_on, Language.ENGLISH),
        "practice": posters.practice,
        "logo": list(posters.logo) if posters.logo else None,
        "points": [_point(point) for point in posters.points],
    }


def _point(point: Point) -> dict[str, str]:
    return {
        "code": point.code,
        "address": point.address.split("://", 1)[-1],
        "unit_th": point.unit_th,
        "unit_en": point.unit_en,
        "label": point.label,
        "qr": payload.svg(point.address).decode(),
    }
