"""Personal IIT cards to print, cut and hand out, and the list to hand them out by."""

from collections.abc import Mapping
from typing import Any

from paper import typesetting
from paper.facts import Card, CardSheet, long_day
from qr_assets import payload
from rules.thai_digits import thai_digits


def cards_pdf(sheet: CardSheet) -> bytes:
    """A4 with eight cards a page, to be cut along the dashed lines."""
    return typesetting.pdf("qr_assets/cards", _facts(sheet, with_codes=True))


def cards_pages(sheet: CardSheet) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("qr_assets/cards", _facts(sheet, with_codes=True))


def list_pdf(sheet: CardSheet) -> bytes:
    """The people in their order, with a box to tick when the card is handed over."""
    return typesetting.pdf("qr_assets/card_list", _facts(sheet, with_codes=False))


def list_pages(sheet: CardSheet) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("qr_assets/card_list", _facts(sheet, with_codes=False))


def _facts(sheet: CardSheet, *, with_codes: bool) -> Mapping[str, Any]:
    return {
        "office": sheet.office,
        "title": sheet.title,
        "survey_url": sheet.survey_url,
        "closes_on": long_day(sheet.closes_on),
        "practice": sheet.practice,
        "cards": [_card(card, with_code=with_codes) for card in sheet.cards],
    }


def _card(card: Card, *, with_code: bool) -> dict[str, Any]:
    """A code is typed, so it keeps Arabic digits; a line is read, so it is Thai."""
    return {
        "number": thai_digits(card.number),
        "name": card.name,
        "unit": f"{card.unit} · {card.site}" if card.site else card.unit,
        "code": card.code,
        "qr": payload.svg(card.address).decode() if with_code else "",
    }
