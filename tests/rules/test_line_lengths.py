"""How LINE counts text (line-platform.md §3, "Counting")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.line_lengths import graphemes, utf16_units


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("abc", 3, id="Latin"),
        pytest.param("ที่", 1, id="Thai consonant, vowel and tone"),
        pytest.param("น้ำ", 1, id="sara am belongs to its consonant"),
        pytest.param("เก้าอี้", 4, id="leading and following vowels stand alone"),
        pytest.param("e\u0301", 1, id="combining accent"),
        pytest.param("👍🏽", 1, id="skin tone"),
        pytest.param("👨\u200d👩\u200d👧", 1, id="joined family"),
        pytest.param("🙂\u200d↔\ufe0f", 1, id="joined arrow"),
        pytest.param("❤\ufe0f", 1, id="variation selector"),
        pytest.param("1\ufe0f\u20e3", 1, id="keycap"),
        pytest.param("🇹🇭", 1, id="flag"),
        pytest.param("🇹🇭🇱🇦", 2, id="two flags"),
        pytest.param("🇹🇭🇱", 2, id="a flag and half of one"),
        pytest.param("🏴\U000e0067\U000e0062\U000e007f", 1, id="flag by tags"),
        pytest.param("ก\u200dข", 2, id="a joiner joins pictures only"),
        pytest.param("🙂\u200d🇹🇭", 2, id="nor a picture and a flag"),
        pytest.param("🙂ก\u200d🙂", 3, id="nor across a letter"),
        pytest.param("\r\n", 1, id="line break"),
        pytest.param("\n\u0e34", 2, id="a mark with nothing under it"),
    ],
)
def test_labels_are_counted_as_a_reader_counts(written: str, expected: int) -> None:
    assert graphemes(written) == expected


@given(st.text())
def test_a_reader_never_sees_more_characters_than_there_are_code_units(written: str) -> None:
    assert graphemes(written) <= len(written) <= utf16_units(written)


@given(st.text(alphabet="กขคแเโ abc"), st.text(alphabet="กขคแเโ abc"))
def test_letters_that_stand_alone_count_one_each(first: str, second: str) -> None:
    assert graphemes(first + second) == len(first) + len(second)
