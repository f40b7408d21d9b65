"""Cards are read by phones and by people, whatever the name on them."""

import io
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from qr_assets import cards
from rules.staff_names import LONGEST_NAME
from tests.paper.facts import LONG_NAME, card, card_sheet, codes_on

PER_PAGE = 8
DOTS_PER_MM = 150 / 25.4


@pytest.mark.parametrize("people", [1, 8, 9, 300])
def test_every_person_has_one_card_whose_qr_opens_their_own_address(people: int) -> None:
    printed = [card(number) for number in range(1, people + 1)]
    pages = cards.cards_pages(card_sheet(*printed))
    assert len(pages) == -(-people // PER_PAGE)
    shown = [codes_on(page) for page in pages]
    assert {address for page in shown for address in page} == {each.address for each in printed}
    assert sum(map(len, shown)) == people


def test_the_address_in_the_qr_ends_with_the_code_printed_beside_it() -> None:
    fact = cards._facts(card_sheet(card(7)), with_codes=True)["cards"][0]
    (address,) = codes_on(cards.cards_pages(card_sheet(card(7)))[0])
    assert address.endswith(f"/{fact['code']}")
    assert fact["code"].isascii()


def test_a_line_is_in_thai_digits_and_a_code_in_the_digits_one_types() -> None:
    fact = cards._card(card(12), with_code=False)
    assert (fact["number"], fact["code"]) == ("๑๒", "1101-0012-4821")


def test_a_name_of_sixty_characters_moves_no_code_and_adds_no_page() -> None:
    assert len(LONG_NAME) >= 60
    numbers = range(1, PER_PAGE + 1)
    short = cards.cards_pages(card_sheet(*map(card, numbers)))
    long = cards.cards_pages(card_sheet(*(card(number, name=LONG_NAME) for number in numbers)))
    assert len(long) == len(short) == 1
    assert codes_on(long[0]) == codes_on(short[0])


@pytest.mark.parametrize("length", [60, LONGEST_NAME])
def test_a_long_name_changes_only_its_own_place_on_the_card(length: int) -> None:
    name = (LONG_NAME * 3)[:length]
    pages = [
        cards.cards_pages(card_sheet(card(name=each), practice=True))[0] for each in ("ก", name)
    ]
    changed = ImageChops.difference(*(Image.open(io.BytesIO(page)).convert("L") for page in pages))
    left, top, right, bottom = (at / DOTS_PER_MM for at in changed.getbbox() or ())
    # right of the QR, below the heading's three lines, above the instructions, inside the cut
    assert left > 40
    assert top > 23
    assert right < 8 + 97 - 3
    assert bottom < 60


def test_the_gaps_between_cards_are_the_same_all_over_the_page() -> None:
    places = codes_on(cards.cards_pages(card_sheet(*map(card, range(1, PER_PAGE + 1))))[0]).values()
    rows = sorted({y for _, y in places})
    rows = [y for before, y in pairwise([-100, *rows]) if y - before > 10]
    gaps = [after - before for before, after in pairwise(rows)]
    assert len(rows) == PER_PAGE // 2
    assert max(gaps) - min(gaps) <= 2


def test_practice_shows_on_cards_and_on_their_list() -> None:
    for make in (cards.cards_pages, cards.list_pages):
        assert make(card_sheet(practice=True)) != make(card_sheet(practice=False))


@pytest.mark.parametrize(("people", "fewest"), [(1, 1), (9, 1), (300, 7)])
def test_the_list_goes_on_over_pages(people: int, fewest: int) -> None:
    made = cards.list_pages(card_sheet(*map(card, range(1, people + 1))))
    assert fewest <= len(made) <= 2 * fewest


def test_the_list_holds_no_qr_that_could_be_used_for_somebody_else() -> None:
    assert codes_on(cards.list_pages(card_sheet(card(1), card(2)))[0]) == {}


def test_pdfs_are_pdfs() -> None:
    assert cards.cards_pdf(card_sheet()).startswith(b"%PDF")
    assert cards.list_pdf(card_sheet()).startswith(b"%PDF")
