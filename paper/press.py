"""Every paper by its file's name: what a child process of a door imports, with all its weight."""

from collections.abc import Callable, Mapping
from typing import Any

from paper import cards, memo, signature_sheet

PAPERS: Mapping[str, Callable[[Any], bytes]] = {
    "sheet.pdf": signature_sheet.pdf,
    "sheet.xlsx": signature_sheet.xlsx,
    "memo.pdf": memo.pdf,
    "memo.docx": memo.docx_file,
    "cards.pdf": cards.cards_pdf,
    "list.pdf": cards.list_pdf,
}
"""`sheet` takes a Sheet, `memo` a Memo, `cards` and `list` a CardSheet (paper/facts.py)."""
