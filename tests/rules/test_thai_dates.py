"""Bangkok days and Buddhist years in words (domain.md §11, §12)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.language import Language
from rules.thai_dates import (
    BANGKOK,
    bangkok_date,
    bangkok_midnight,
    fiscal_year,
    thai_date,
    thai_time,
)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2027, 5, 31, 16, 59, tzinfo=UTC), date(2027, 5, 31), id="23:59"),
        pytest.param(datetime(2027, 5, 31, 17, 0, tzinfo=UTC), date(2027, 6, 1), id="midnight"),
        pytest.param(datetime(2027, 6, 1, 6, 59, tzinfo=BANGKOK), date(2027, 6, 1), id="local"),
    ],
)
def test_the_day_is_bangkoks(moment: datetime, day: date) -> None:
    assert bangkok_date(moment) == day


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        bangkok_date(datetime(2027, 5, 31))  # noqa: DTZ001 - the mistake under test


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_bangkok_day_starts_at_its_midnight_and_not_before(day: date) -> None:
    start = bangkok_midnight(day)
    assert start.utcoffset() == timedelta(0)
    assert start.hour == 17
    assert bangkok_date(start) == day
    assert bangkok_date(start - timedelta(microseconds=1)) < day


@pytest.mark.parametrize(
    ("day", "year"),
    [
        pytest.param(date(2026, 11, 23), 2570, id="November is the next fiscal year"),
        pytest.param(date(2026, 9, 30), 2569, id="last day"),
        pytest.param(date(2026, 10, 1), 2570, id="first day"),
        pytest.param(date(2027, 3, 31), 2570, id="first deadline"),
        pytest.param(date(2027, 9, 30), 2570, id="last day of 2570"),
        pytest.param(date(2025, 5, 31), 2568, id="the source's deadline"),
    ],
)
def test_fiscal_year(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("language", "weekday", "words"),
    [
        pytest.param(Language.THAI, False, "31 พฤษภาคม 2570", id="Thai"),
        pytest.param(Language.THAI, True, "วันจันทร์ที่ 31 พฤษภาคม 2570", id="Thai, weekday"),
        pytest.param(Language.ENGLISH, False, "31 May 2027", id="English"),
        pytest.param(Language.ENGLISH, True, "Monday 31 May 2027", id="English, weekday"),
    ],
)
def test_a_date_in_words(language: Language, weekday: bool, words: str) -> None:
    assert thai_date(date(2027, 5, 31), language, weekday=weekday) == words


@given(st.dates(min_value=date(1900, 1, 1)))
def test_the_english_words_are_pythons_own(day: date) -> None:
    words = thai_date(day, Language.ENGLISH, weekday=True)
    assert datetime.strptime(words, "%A %d %B %Y").date() == day  # noqa: DTZ007 - a bare date


@pytest.mark.parametrize(
    ("month", "name"),
    [
        (1, "มกราคม"),
        (2, "กุมภาพันธ์"),
        (3, "มีนาคม"),
        (4, "เมษายน"),
        (5, "พฤษภาคม"),
        (6, "มิถุนายน"),
        (7, "กรกฎาคม"),
        (8, "สิงหาคม"),
        (9, "กันยายน"),
        (10, "ตุลาคม"),
        (11, "พฤศจิกายน"),
        (12, "ธันวาคม"),
    ],
)
def test_thai_month_names(month: int, name: str) -> None:
    assert thai_date(date(2027, month, 1), Language.THAI) == f"1 {name} 2570"


@pytest.mark.parametrize(
    ("day", "name"),
    list(enumerate(["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"], 1)),
)
def test_thai_weekday_names(day: int, name: str) -> None:
    words = thai_date(date(2027, 3, day), Language.THAI, weekday=True)
    assert words == f"วัน{name}ที่ {day} มีนาคม 2570"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param(Language.THAI, "เวลา 09.00 น.", id="Thai"),
        pytest.param(Language.ENGLISH, "09:00", id="English"),
    ],
)
def test_a_time_in_words(language: Language, words: str) -> None:
    assert thai_time(datetime(2027, 3, 1, 2, 0, tzinfo=UTC), language) == words
