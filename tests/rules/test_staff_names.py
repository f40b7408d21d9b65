import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.staff_group import StaffGroup, read_group
from rules.staff_names import NameProblem, clean_name, name_key, name_problem

TITLES = [
    *("นาย", "นาง", "นางสาว", "น.ส.", "น.ส. ", "น. ส. ", "นส.", "นส ", "นาย ", "นางสาว  "),
    *("ดร.", "ด.ร.", "ดร ", "ผศ.", "ผศ.ดร.", "รศ. ดร. ", "ศ.", "นพ.", "พญ.", "ศาสตราจารย์ "),
    *("ว่าที่ร้อยตรี", "ว่าที่ร้อยตรี ", "ว่าที่ร้อยตรีหญิง ", "ว่าที่ ร.ต.", "ว่าที่ ร.ต. หญิง "),
    *("ว่าที่ร.ต.(หญิง) ", "ร.ต.", "ร.ต.อ.", "ร.ต.อ ", "จ.ส.อ.", "จสอ.", "ส.ต.อ.", "พ.จ.อ. "),
    *("ด.ต.", "พ.ต.ท.", "พ.อ.อ.", "จ่าสิบเอก", "สิบตำรวจเอก", "พันจ่าอากาศเอก ", "เรือตรี "),
    *("ม.ล.", "ม.ร.ว.", "หม่อมหลวง", "หม่อมราชวงศ์ ", "Mr. ", "Mr ", "Mrs.", "Miss ", "Ms. ", "Dr. "),
    *("นาย ดร.", "ว่าที่ร้อยตรี ดร. ", "Acting Sub Lt. "),
]
FIRST_NAMES = ["สมศรี", "อนันต์", "นพดล", "ดรุณี", "พลอย", "ศศิ", "ตรีชฎา", "เอกชัย", "หนึ่ง"]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("first", FIRST_NAMES)
def test_a_title_makes_no_other_person(title: str, first: str) -> None:
    assert name_key(f"{title}{first} ใจดี") == f"{first}ใจดี"


@pytest.mark.parametrize(
    "name",
    [
        *("นายิกา ใจดี", "นางาม ใจดี", "ดรุณี ใจดี", "นพดล ใจดี", "พลอย ใจดี", "คุณวุฒิ ใจดี"),
        *("นพ ใจดี", "เรืองเดช ใจดี", "ร้อยแก้ว ใจดี", "สิบทิศ ใจดี", "Missy Jaidee", "Drew Jaidee"),
    ],
)
def test_a_name_that_begins_like_a_title_stays_whole(name: str) -> None:
    assert name_key(name) == name.replace(" ", "").casefold()


def test_a_name_behind_a_civil_title_is_not_taken_for_another_title() -> None:
    assert name_key("นางสาวนางนวล ใจดี") == "นางนวลใจดี"
    assert name_key("นายพันเอก ใจดี") == "พันเอกใจดี"


SAME = [
    pytest.param("สมชาย ใจดี", "สมชาย   ใจดี", id="blanks"),
    pytest.param("สมชาย ใจดี", "สมชาย\u200bใจดี", id="a zero-width space"),
    pytest.param("นายแสง ใจดี", "นายเเสง ใจดี", id="two เ"),
    pytest.param("น้ำ ใจดี", "นํ้า ใจดี", id="nikhahit"),
    pytest.param("John Smith", "JOHN SMITH", id="capitals"),
    pytest.param("สมชาย ณ อยุธยา", "สมชาย ณ. อยุธยา", id="dots"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_another_spelling_is_the_same_person(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_printed_name_keeps_its_title_and_loses_invisible_marks() -> None:
    assert clean_name(" นาย\u200b สมชาย\u00a0\n ใจดี\ufeff ") == "นาย สมชาย ใจดี"
    assert clean_name("Mr. John  Smith") == "Mr. John Smith"


PROBLEMS = [
    pytest.param("", NameProblem.EMPTY, id="nothing"),
    pytest.param(" \u200b\u00a0", NameProblem.EMPTY, id="invisible"),
    pytest.param("1234", NameProblem.NO_LETTERS, id="digits"),
    pytest.param("-", NameProblem.NO_LETTERS, id="a dash"),
    *(
        pytest.param(f"{sign}สมชาย", NameProblem.FORMULA, id=f"a formula's {sign}")
        for sign in "=+-@"
    ),
    pytest.param("\u200b=สมชาย", NameProblem.FORMULA, id="a formula behind an invisible mark"),
    pytest.param("ก" * 121, NameProblem.TOO_LONG, id="too long"),
    pytest.param("ก" * 120, None, id="just not too long"),
    pytest.param("สมชาย ใจดี 1-2345-67890-12-3", NameProblem.NATIONAL_ID, id="a national ID"),
    pytest.param("สมชาย ๑๒๓๔๕๖๗๘๙๐๑๒๓", NameProblem.NATIONAL_ID, id="in Thai digits"),
    pytest.param("นาย", NameProblem.ONLY_A_TITLE, id="a title"),
    pytest.param("ว่าที่ ร.ต.", NameProblem.ONLY_A_TITLE, id="a rank"),
    pytest.param("นายสมชาย ใจดี", None, id="a name"),
]


@pytest.mark.parametrize(("text", "problem"), PROBLEMS)
def test_what_is_no_name_says_why(text: str, problem: NameProblem | None) -> None:
    assert name_problem(text) == problem


@given(st.text())
def test_no_text_raises_and_the_key_of_a_name_is_never_empty(text: str) -> None:
    if name_problem(text) is None:
        assert name_key(text)
        assert clean_name(clean_name(text)) == clean_name(text)


GROUPS = {
    StaffGroup.CIVIL_SERVANT: (
        *("ข้าราชการ", "ข้าราชการกรุงเทพมหานครสามัญ", "ข้าราชการ กทม. สามัญ", "ข้าราชการครู", "ครู"),
        *("ข้าราชการครูและบุคลากรทางการศึกษา", "ขรก.", "ขรก", "Civil Servant", "civil_servant"),
        "ข้าราชการ\u200b ",
    ),
    StaffGroup.EMPLOYEE: (
        *("ลูกจ้าง", "ลูกจ้างประจำ", "ลูกจ้างชั่วคราว", "พนักงานจ้าง", "พนักงานสถานศึกษา", "Employee"),
        "ลูกจ้างประจํา",
    ),
}


@pytest.mark.parametrize(
    ("text", "group"), [(text, group) for group, texts in GROUPS.items() for text in texts]
)
def test_the_group_is_read_by_the_kind_of_staff(text: str, group: StaffGroup) -> None:
    assert read_group(text) == group


@pytest.mark.parametrize("text", ["", "ครูอัตราจ้าง", "นักศึกษาฝึกงาน", "ข้าราชการหรือลูกจ้าง", "x"])
def test_another_kind_of_staff_is_not_guessed(text: str) -> None:
    assert read_group(text) is None
