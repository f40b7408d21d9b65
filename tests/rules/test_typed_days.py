from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.language import Language
from rules.thai_dates import BUDDHIST_ERA, ENGLISH_MONTHS, ENGLISH_WEEKDAYS, thai_date
from rules.typed_days import DayProblem, from_excel, read_day

FIRST_OF_OCTOBER = date(2017, 10, 1)

SAME_DAY = [
    *("1/10/2560", "01/10/2560", "1-10-2560", "1.10.2560", "1 / 10 / 2560", "1 10 2560"),
    *("01102560", "1/10/2017", "1–10–2560", "๑/๑๐/๒๕๖๐", "๑ ตุลาคม ๒๕๖๐"),
    *("1 ต.ค. 2560", "1 ต.ค.2560", "1 ตค 2560", "1ตค2560", "1 ตุลาคม 2560", "1 ตุลา 2560"),
    *("วันที่ 1 ต.ค. พ.ศ. 2560", "วันที่ 1 เดือนตุลาคม พ.ศ. 2560", "1 ตุลาคม พุทธศักราช 2560"),
    *("1/10/พ.ศ. 2560", "1/10/ค.ศ. 2017", "1 ตุลาคม ค.ศ. 2017", "1-ต.ค.-2560"),
    *("วันอาทิตย์ที่ 1 ตุลาคม 2560", "อา. 1 ต.ค. 2560", "อาทิตย์ 1/10/2560"),
    *("1 Oct 2017", "1 October 2017", "1st October 2017", "October 1, 2017", "Oct. 1 2017"),
    *("Sunday 1 October 2017", "Sun, 1 Oct 2017", "Sunday, October 1, 2017", "1-Oct-2560"),
    *("2017-10-01", "2560-10-01", "2560/10/1", "2017-10-01 00:00:00", "2017-10-01T00:00:00Z"),
    *("1/10/2560 0:00", "1/10/2560 00:00:00.000", "1 ต.ค. 2560 เวลา 09.00 น.", "1/10/2560 8:30 น."),
    *("  1/10/2560\u200b ", "1\u00a0ต.ค.\u00a02560"),
]

NO_DAY = [
    pytest.param("1/10/60", DayProblem.TWO_DIGIT_YEAR, id="two digits"),
    pytest.param("1 ต.ค. 60", DayProblem.TWO_DIGIT_YEAR, id="two digits after a month's name"),
    pytest.param("1 ต.ค. '60", DayProblem.TWO_DIGIT_YEAR, id="an apostrophe for 25"),
    pytest.param("1/10/พ.ศ. 60", DayProblem.TWO_DIGIT_YEAR, id="two digits with an era"),
    pytest.param("31/2/2560", DayProblem.NO_SUCH_DAY, id="31 February"),
    pytest.param("29/2/2561", DayProblem.NO_SUCH_DAY, id="29 February 2018"),
    pytest.param("29 ก.พ. 2560", DayProblem.NO_SUCH_DAY, id="2560 is leap only as C.E."),
    pytest.param("2560-02-29", DayProblem.NO_SUCH_DAY, id="the same in ISO"),
    pytest.param("1/13/2560", DayProblem.NO_SUCH_DAY, id="month first"),
    pytest.param("0/1/2560", DayProblem.NO_SUCH_DAY, id="day nought"),
    pytest.param("1/10/2300", DayProblem.AMBIGUOUS_YEAR, id="neither era"),
    pytest.param("1/10/1899", DayProblem.AMBIGUOUS_YEAR, id="before both eras"),
    pytest.param("1/10/3103", DayProblem.AMBIGUOUS_YEAR, id="543 added twice"),
    pytest.param("1 ต.ค. ค.ศ. 2560", DayProblem.AMBIGUOUS_YEAR, id="the wrong era said"),
    pytest.param("1 ต.ค. พ.ศ. 2017", DayProblem.AMBIGUOUS_YEAR, id="the other wrong era"),
    *(
        pytest.param(text, DayProblem.UNREADABLE, id=text or "nothing")
        for text in (
            *("", "-", "ไม่ทราบ", "ตุลาคม 2560", "2560", "43009", "1/10", "1/10/256", "1/10/25600"),
            *(
                "25601001",
                "20171001",
                "99999999",
                "1 xyz 2560",
                "1 ต.ค. xx 2560",
                "1/10/2560 (โอน)",
            ),
            *("xyz 1, 2017", "1/10/2560 ถึง 2/10/2560", "วันจันทร์", "1/xx/2560"),
        )
    ),
]


@pytest.mark.parametrize("typed", SAME_DAY)
def test_a_day_is_read_in_every_way_people_type_it(typed: str) -> None:
    assert read_day(typed) == FIRST_OF_OCTOBER


@pytest.mark.parametrize(("typed", "problem"), NO_DAY)
def test_what_is_no_certain_day_is_a_problem(typed: str, problem: DayProblem) -> None:
    assert read_day(typed) == problem


def test_a_leap_day_of_a_buddhist_year_is_read() -> None:
    assert read_day("29/2/2567") == date(2024, 2, 29)


THAI_SHORT = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def printed(day: date) -> list[str]:
    era, month = day.year + BUDDHIST_ERA, day.month
    thai = thai_date(day, Language.THAI)
    english = ENGLISH_MONTHS[month - 1]
    weekday = ENGLISH_WEEKDAYS[day.weekday()]
    return [
        *(f"{day.day}/{month}/{year}" for year in (era, day.year)),
        *(f"{day.day:02}-{month:02}-{year}" for year in (era, day.year)),
        *(f"{year}-{month:02}-{day.day:02}" for year in (era, day.year)),
        *(f"{day.day:02}{month:02}{year}" for year in (era, day.year)),
        *(thai, thai.translate(THAI_DIGITS), thai.replace(" ", "")),
        thai_date(day, Language.THAI, weekday=True),
        f"วันที่ {day.day} {THAI_SHORT[month - 1]} พ.ศ. {era}",
        f"{day.day}{THAI_SHORT[month - 1].replace('.', '')}{era}",
        thai_date(day, Language.ENGLISH),
        thai_date(day, Language.ENGLISH, weekday=True),
        f"{english[:3]} {day.day}, {day.year}",
        f"{weekday[:3]} {english} {day.day}, {day.year}",
        f"{datetime(day.year, month, day.day)}",  # noqa: DTZ001 - as pandas prints it
    ]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_any_day_printed_in_any_form_reads_back_the_same(day: date) -> None:
    assert {text: read_day(text) for text in printed(day)} == dict.fromkeys(printed(day), day)


@given(st.text())
def test_no_text_raises(typed: str) -> None:
    assert isinstance(read_day(typed), date | DayProblem)


EXCEL = [
    pytest.param(date(2017, 10, 1), FIRST_OF_OCTOBER, id="a real date"),
    pytest.param(date(2560, 10, 1), FIRST_OF_OCTOBER, id="a year typed B.E."),
    pytest.param(datetime(2560, 10, 1, 8, 30), FIRST_OF_OCTOBER, id="with a time of day"),  # noqa: DTZ001
    pytest.param(date(2560, 2, 29), DayProblem.NO_SUCH_DAY, id="29 February of Excel's 2560"),
    pytest.param(date(2300, 1, 1), DayProblem.AMBIGUOUS_YEAR, id="neither era"),
    pytest.param(date(3103, 1, 1), DayProblem.AMBIGUOUS_YEAR, id="543 added twice"),
    pytest.param(date(60, 1, 1), DayProblem.AMBIGUOUS_YEAR, id="the year 60"),
]


@pytest.mark.parametrize(("value", "meant"), EXCEL)
def test_an_excel_date_is_brought_to_our_era(value: date, meant: date | DayProblem) -> None:
    assert from_excel(value) == meant
