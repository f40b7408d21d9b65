"""Every paper by its file's name: what a child process of a door imports, with all its weight."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from paper import certificate, closing, memo, name_list, progress, signature_sheet, tables
from qr_assets import cards, letter, poster
from qr_assets.facts import Format

PAPERS: Mapping[str, Callable[[Any], bytes]] = {
    "sheet.pdf": signature_sheet.pdf,
    "sheet.xlsx": signature_sheet.xlsx,
    "memo.pdf": memo.pdf,
    "memo.docx": memo.docx_file,
    "names.xlsx": name_list.xlsx,
    "progress.pdf": progress.pdf,
    "chart.png": progress.chart_picture,
    "closing.pdf": closing.pdf,
    "certificate.pdf": certificate.pdf,
    "figures.xlsx": tables.xlsx,
    "figures.csv": tables.csv_file,
    "cards.pdf": cards.cards_pdf,
    "list.pdf": cards.list_pdf,
    "poster-a4.pdf": partial(poster.pdf, form=Format.A4),
    "poster-a5.pdf": partial(poster.pdf, form=Format.A5),
    "tent.pdf": partial(poster.pdf, form=Format.TENT),
    "stickers.pdf": partial(poster.pdf, form=Format.STICKERS),
    "screen.png": partial(poster.picture, form=Format.A4),
    "square.png": partial(poster.picture, form=Format.SQUARE),
    "story.png": partial(poster.picture, form=Format.STORY),
    "points.pdf": poster.points_sheet,
    "tally.pdf": poster.tally_sheet,
    "placement.pdf": poster.placement_sheet,
    "letters.pdf": letter.pdf,
    "letters-list.pdf": letter.list_pdf,
    "letter.docx": letter.docx_file,
}
"""`sheet` takes a Sheet, `memo` a Memo, `names` a NameList, `cards` and `list` a CardSheet
(paper/facts.py); `progress`, `chart`, `closing` and
`certificate` a report (paper/report_facts.py); `figures`
tables; the others take Posters, the pictures of one point, or Letters
(qr_assets/facts.py).
"""
