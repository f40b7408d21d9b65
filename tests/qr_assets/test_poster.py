"""Every form carries its own point's code, at arm's length and worn, in the typeface, in time."""

import io
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from qr_assets import poster
from qr_assets.facts import Format, Point, Posters, Tongue

LONGEST_UNIT = "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคมและคุ้มครองผู้บริโภคประจำเขต"
LONGEST_LABEL = "เคาน์เตอร์ 12 อาคารศูนย์บริการประชาชน ชั้น 3 ฝั่งทิศตะวันออก"
PAPER = [Format.A4, Format.A5, Format.TENT, Format.STICKERS]
SHARED = [Format.SQUARE, Format.STORY]


def point(number: int = 1, **given: str) -> Point:
    code = f"EIT-K7M2-P9X{number}"
    facts = {
        "code": code,
        "address": f"https://ita.bangsue.example.go.th/q/{code}",
        "unit_th": "ฝ่ายโยธา",
        "unit_en": "Public Works Section",
        "label": "เคาน์เตอร์ 1",
    }
    return Point(**{**facts, **given})


def posters(*points: Point, **given: object) -> Posters:
    facts: dict[str, object] = {
        "office_th": "สำนักงานเขตบางซื่อ",
        "office_en": "Bang Sue District Office",
        "survey_url": "https://itas.nacc.go.th/go/eit/a1b2c3",
        "minutes": 10,
        "closes_on": date(2027, 5, 31),
        "printed_on": date(2027, 1, 12),
        "practice": False,
        "points": points or (point(),),
    }
    return Posters(**{**facts, **given})  # type: ignore[arg-type]  # the table's facts


def long() -> Point:
    return point(unit_th=LONGEST_UNIT, unit_en="Community Development " * 3, label=LONGEST_LABEL)


def short() -> Point:
    return point(unit_th="คลัง", unit_en="F", label="")


def drawn(made: bytes, page: int = 0, dpi: int = 300) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(made)[page].render(scale=dpi / 72).to_pil()
    return image.convert("L")


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def worn(image: Image.Image) -> Image.Image:
    """Seen from afar, aslant, out of focus, half in the shade."""
    small = image.resize((image.width * 2 // 5, image.height * 2 // 5))
    shade = Image.linear_gradient("L").resize(small.size).point(lambda v: 110 + v // 2)
    aslant = small.rotate(7, expand=True, fillcolor=255)
    shade = shade.resize(aslant.size)
    return ImageChops.multiply(aslant, shade).filter(ImageFilter.GaussianBlur(1.5))


@pytest.mark.parametrize("practice", [False, True], ids=["real", "practice"])
@pytest.mark.parametrize("it", [point(), long(), short()], ids=["usual", "longest", "shortest"])
@pytest.mark.parametrize("form", PAPER)
def test_every_paper_is_one_page_a_point_and_its_qr_is_read_back(
    form: Format, it: Point, practice: bool
) -> None:
    made = poster.pdf(posters(it, point(2), practice=practice), form)
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 2
    times = {Format.TENT: 2, Format.STICKERS: 12}.get(form, 1)
    assert read(drawn(made)) == [it.address] * times
    assert it.code in document[0].get_textpage().get_text_range()


@pytest.mark.parametrize("form", [Format.A4, Format.A5, Format.TENT])
def test_a_worn_poster_is_still_read(form: Format) -> None:
    assert point().address in read(worn(drawn(poster.pdf(posters(), form))))


@pytest.mark.parametrize("it", [point(), long(), short()], ids=["usual", "longest", "shortest"])
@pytest.mark.parametrize("form", SHARED)
def test_pictures_to_share_have_their_size_and_are_read_back(form: Format, it: Point) -> None:
    image = Image.open(io.BytesIO(poster.picture(posters(it), form)))
    assert image.size == ((1080, 1080) if form == Format.SQUARE else (1080, 1920))
    assert read(image) == [it.address]


@pytest.mark.parametrize("tongue", list(Tongue))
def test_a_poster_speaks_the_language_asked_for(tongue: Tongue) -> None:
    made = poster.pdf(posters(tongue=tongue), Format.A4)
    words = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    assert ("สมัครใจ" in words) == (tongue != Tongue.ENGLISH)
    assert ("Voluntary" in words) == (tongue != Tongue.THAI)
    assert "nacc.go.th" in words
    assert "anonymous" not in words.lower()
    assert "ไม่ระบุตัวตน" not in words


def test_the_office_s_emblem_in_the_middle_leaves_the_qr_readable() -> None:
    emblem = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(emblem).ellipse((5, 5, 195, 195), fill="black")
    file = io.BytesIO()
    emblem.save(file, "PNG")
    made = poster.pdf(posters(logo=file.getvalue()), Format.A4)
    assert read(drawn(made)) == [point().address]
    assert read(worn(drawn(made))) == [point().address]


@pytest.mark.parametrize("form", [Format.A4, Format.A5, Format.TENT])
@pytest.mark.parametrize("it", [point(), long()], ids=["usual", "longest"])
def test_nothing_is_printed_in_the_margins(form: Format, it: Point) -> None:
    image = drawn(poster.pdf(posters(it, practice=True), form), dpi=100)
    left, top, right, bottom = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    margin = 11.5 / 25.4 * 100
    if form == Format.TENT:  # the fold is drawn across
        assert top >= margin
        assert bottom <= image.height - margin
        return
    assert left >= margin
    assert top >= margin
    assert right <= image.width - margin
    assert bottom <= image.height - margin


@pytest.mark.parametrize("form", PAPER)
def test_little_ink_and_no_solid_fills(form: Format) -> None:
    image = drawn(poster.pdf(posters(), form), dpi=100)
    dark = sum(image.histogram()[:128]) / (image.width * image.height)
    assert dark < 0.2


def test_the_same_facts_give_the_same_bytes() -> None:
    for make in (poster.points_sheet, poster.tally_sheet, poster.placement_sheet):
        assert make(posters()) == make(posters())
    for form in PAPER:
        assert poster.pdf(posters(), form) == poster.pdf(posters(), form)


def test_files_are_small_and_thai_can_be_searched() -> None:
    made = poster.pdf(posters(*(point(n) for n in range(6))), Format.A4)
    assert len(made) < 300_000
    assert "สำนักงานเขตบางซื่อ" in pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("points", [1, 6, 66])
def test_the_sheet_of_all_points_has_each_one_s_qr(points: int) -> None:
    some = tuple(
        point(unit_th=LONGEST_UNIT, code=f"EIT-{n:04}-AAAA", address=f"https://x.th/q/{n}")
        for n in range(points)
    )
    document = pypdfium2.PdfDocument(poster.points_sheet(posters(*some)))
    found = [a for page in document for a in read(page.render(scale=300 / 72).to_pil())]
    assert sorted(found) == sorted(each.address for each in some)


def test_the_tally_sheet_is_one_page_a_point_and_the_placement_sheet_one_page() -> None:
    assert len(pypdfium2.PdfDocument(poster.tally_sheet(posters(point(1), long())))) == 2
    assert len(pypdfium2.PdfDocument(poster.placement_sheet(posters()))) == 1


CANNOT_BEGIN_A_LINE = "\u0e31\u0e33\u0e45\u0e46\u0e4d\u0e4e" + "".join(
    chr(mark) for mark in [*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4D)]
)
"""Vowels and marks that belong to the letter before them."""


@pytest.mark.parametrize("form", PAPER)
@pytest.mark.parametrize("length", range(20, 60, 7))
def test_no_line_breaks_inside_a_thai_cluster(form: Format, length: int) -> None:
    name = (LONGEST_UNIT * 2)[:length].rstrip(CANNOT_BEGIN_A_LINE)
    made = poster.pdf(posters(point(unit_th=name, label=LONGEST_LABEL)), form)
    lines = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range().splitlines()
    assert [line for line in lines if line and line[0] in CANNOT_BEGIN_A_LINE] == []


@pytest.mark.parametrize("form", PAPER)
def test_every_typeface_is_in_the_file(form: Format) -> None:
    document = pypdfium2.PdfDocument(poster.pdf(posters(), form))
    texts = [
        found
        for found in document[0].get_objects(max_depth=5)
        if found.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT
    ]
    assert texts
    fonts = [pypdfium2.raw.FPDFTextObj_GetFont(found.raw) for found in texts]
    assert {pypdfium2.raw.FPDFFont_GetIsEmbedded(font) for font in fonts} == {1}
