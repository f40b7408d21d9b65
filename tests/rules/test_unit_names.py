"""Which unit is meant by what people type (domain.md §2)."""

import pytest

from rules.unit_names import NOTHING, UnitName, match_unit

UNITS = (
    UnitName("works", "ฝ่ายโยธา", "Public Works", ()),
    UnitName(
        "environment",
        "ฝ่ายสิ่งแวดล้อมและสุขาภิบาล",
        "Environment and Sanitation",
        ("สวล.", "สิ่งแวดล้อม"),
    ),
    UnitName("revenue", "ฝ่ายรายได้", "Revenue", ()),
    UnitName("city_law", "ฝ่ายเทศกิจ", "City Law Enforcement", ("ฝ่ายเทคนิค",)),
    UnitName("administration", "ฝ่ายปกครอง", "Administration", ()),
    UnitName("registration", "ฝ่ายทะเบียน", "Registration", ()),
    UnitName(
        "cleansing_parks",
        "ฝ่ายรักษาความสะอาดและสวนสาธารณะ",
        "Cleansing and Public Parks",
        ("ฝ่ายรักษาความสะอาด", "รักษา"),
    ),
    UnitName("education", "ฝ่ายการศึกษา", "Education", ()),
    UnitName("finance", "ฝ่ายการคลัง", "Finance", ()),
    UnitName(
        "community_development",
        "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม",
        "Community Development and Social Welfare",
        ("พช.", "สวัสดิการ"),
    ),
    UnitName("schools", "โรงเรียนสังกัดกรุงเทพมหานคร ในพื้นที่เขต", "BMA schools", ("โรงเรียน",)),
    UnitName("executive", "ผู้บริหารเขต", "Executive", ()),
)


@pytest.mark.parametrize("unit", [pytest.param(unit, id=unit.code) for unit in UNITS])
def test_every_unit_is_found_by_each_of_its_own_names(unit: UnitName) -> None:
    for name in (unit.code, unit.name_th, unit.name_en, *unit.aliases):
        assert match_unit(name, UNITS).exact == unit
        assert match_unit(f" {name.upper()} ครับ", UNITS).exact == unit


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("โยธา", "works", id="without ฝ่าย"),
        pytest.param("ฝ่าย โยธา", "works", id="a blank after ฝ่าย"),
        pytest.param("works", "works", id="the code"),
        pytest.param("city law", "city_law", id="the code with a blank"),
        pytest.param("ฝ่ายเทคนิค", "city_law", id="the source's misprint"),
        pytest.param("สวล", "environment", id="an abbreviation"),
        pytest.param("ส.ว.ล.", "environment", id="an abbreviation with dots"),
        pytest.param("สิ่งแวดล้อม", "environment", id="the first half"),
        pytest.param("สุขาภิบาล", "environment", id="the second half"),
        pytest.param("ฝ่ายสิ่งแวดล้อมฯ", "environment", id="shortened with ฯ"),
        pytest.param("สวนสาธารณะ", "cleansing_parks", id="parks"),
        pytest.param("รักษาความสะอาดฯ", "cleansing_parks", id="cleansing, shortened"),
        pytest.param("คลัง", "finance", id="a part"),
        pytest.param("การคลัง", "finance", id="การคลัง"),
        pytest.param("ศึกษา", "education", id="a part shared by nobody"),
        pytest.param("สวัสดิการ", "community_development", id="an alias"),
        pytest.param("โรงเรียน", "schools", id="schools"),
    ],
)
def test_a_name_or_a_part_of_one_units_name_is_exact(typed: str, code: str) -> None:
    match = match_unit(typed, UNITS)
    assert match.exact is not None
    assert match.exact.code == code
    assert match.candidates == ()


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        pytest.param("โยทา", ["works"], id="one wrong letter of four"),
        pytest.param("เทศกิต", ["city_law"], id="wrong final letter"),
        pytest.param("ทะเบียณ", ["registration"], id="wrong n"),
        pytest.param("สิงแวดล้อม", ["environment"], id="a tone mark left out"),
        pytest.param("สวนสาธาระณะ", ["cleansing_parks"], id="the second half misspelt"),
        pytest.param("revenu", ["revenue"], id="English cut short"),
        pytest.param("งานโยธา", ["works"], id="a name in a longer phrase"),
        pytest.param("โรงเรียนวัดบางโพ", ["schools"], id="one school by name"),
        pytest.param("public", ["works", "cleansing_parks"], id="a part of two names"),
        pytest.param("โยธา รายได้", ["works", "revenue"], id="two names"),
    ],
)
def test_what_only_resembles_a_name_or_fits_several_is_asked_about(
    typed: str, codes: list[str]
) -> None:
    match = match_unit(typed, UNITS)
    found = match.candidates or (match.exact,)
    assert sorted(unit.code for unit in found if unit) == sorted(codes)


@pytest.mark.parametrize("typed", ["โยทา", "เทศกิต", "ทะเบียณ", "สิงแวดล้อม", "งานโยธา"])
def test_a_guess_is_never_taken_as_certain(typed: str) -> None:
    assert match_unit(typed, UNITS).exact is None


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("ฝ่าย", id="the word for a unit"),
        pytest.param("สวัสดี", id="a greeting"),
        pytest.param("สวัสดีครับ", id="a greeting from a man"),
        pytest.param("สวัสดีค่ะ", id="a greeting from a woman"),
        pytest.param("สวัสดีคะ!", id="a greeting misspelt"),
        pytest.param("หวัดดี", id="a casual greeting"),
        pytest.param("สวัสดีตอนเช้า", id="good morning"),
        pytest.param("ขอบคุณ", id="thanks"),
        pytest.param("hello", id="hello"),
        pytest.param("hi", id="hi"),
        pytest.param("การ", id="a syllable of many names"),
        pytest.param("5", id="a number"),
        pytest.param("🙏", id="an emoji"),
        pytest.param("สถานะ", id="a command"),
        pytest.param("ตอบแล้ว", id="another command"),
    ],
)
def test_greetings_and_commands_match_nothing(typed: str) -> None:
    assert match_unit(typed, UNITS) == NOTHING


def test_the_three_likeliest_guesses_are_offered_likeliest_first() -> None:
    names = {"d": "ทะเบียมม", "c": "ทะเบียม", "b": "ทะเบียนน", "a": "ทะเบียน"}
    units = [UnitName(code, name, "", ()) for code, name in names.items()]
    assert [unit.code for unit in match_unit("ทะเบียณน", units).candidates] == ["a", "b", "c"]


def test_a_code_may_be_typed_with_a_blank() -> None:
    unit = UnitName("night_shift", "เวรดึก", "Late desk", ())
    assert match_unit("Night Shift", (unit,)).exact == unit


def test_a_name_shared_by_two_units_is_asked_about() -> None:
    units = (UnitName("a", "เอ", "", ("กองกลาง",)), UnitName("b", "บี", "", ("กองกลาง",)))
    assert [unit.code for unit in match_unit("กองกลาง", units).candidates] == ["a", "b"]
