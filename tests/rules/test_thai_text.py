"""One spelling for what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.thai_text import normalise, plain_command, squash


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("โย\u200bธา", "โยธา", id="zero-width space"),
        pytest.param("\ufeffโยธา\u200f", "โยธา", id="byte order and bidi marks"),
        pytest.param("โย\x07ธา", "โยธา", id="control character"),
        pytest.param("เเผน", "แผน", id="two sara e for sara ae"),
        pytest.param("น้ํา", "น้ำ", id="tone, nikhahit, sara aa"),
        pytest.param("นํ้า", "น้ำ", id="nikhahit, tone, sara aa"),
        pytest.param("ทํา", "ทำ", id="nikhahit, sara aa"),
        pytest.param("นำ้", "น้ำ", id="tone after sara am"),
        pytest.param("ท\u0e48\u0e35", "ที่", id="tone before the vowel above"),
        pytest.param("ค\u0e48\u0e38", "คุ่", id="tone before the vowel below"),
        pytest.param("พ.ศ. ๒๕๗๐", "พ.ศ. 2570", id="Thai digits"),
        pytest.param("  ฝ่าย \n\t โยธา\u00a0", "ฝ่าย โยธา", id="blanks"),
        pytest.param("Works EIT", "works eit", id="Latin case"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("ที่นี่ เก้าอี้", "ที่นี่ เก้าอี้", id="right already"),
    ],
)
def test_normalise(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


@given(st.text(alphabet="กนทธเแโาำํัิีุ่้๊๋็์ะ๑๒1 aA\u200b.", max_size=30))
def test_normalising_keeps_words_apart_and_leaves_no_invisible_mark(text: str) -> None:
    result = normalise(text)
    assert result == result.strip()
    assert "  " not in result
    assert "\u200b" not in result
    assert "เเ" not in result


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("ฝ่าย โยธา", "โยธา", id="leading ฝ่าย and a blank"),
        pytest.param("ฝ\u0e48าย โยธา", "โยธา", id="leading ฝ่าย, decomposed"),
        pytest.param("ส.ว.ล.", "สวล", id="dots"),
        pytest.param("ฝ่ายสิ่งแวดล้อมฯ", "สิ่งแวดล้อม", id="paiyannoi"),
        pytest.param("หัวหน้าฝ่ายโยธา", "หัวหน้าฝ่ายโยธา", id="ฝ่าย inside stays"),
        pytest.param("ฝ่าย", "", id="ฝ่าย alone"),
    ],
)
def test_squash(typed: str, expected: str) -> None:
    assert squash(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("ตอบแล้ว", "ตอบแล้ว", id="plain"),
        pytest.param("ตอบแล้วครับ", "ตอบแล้ว", id="ครับ"),
        pytest.param("ตอบแล้วค่ะ", "ตอบแล้ว", id="ค่ะ"),
        pytest.param("ตอบแล้ว คะ", "ตอบแล้ว", id="คะ"),
        pytest.param("ตอบแล้วนะคะ", "ตอบแล้ว", id="นะคะ"),
        pytest.param("ตอบแล้ว นะครับ", "ตอบแล้ว", id="นะครับ"),
        pytest.param("ตอบแล้วจ้า", "ตอบแล้ว", id="จ้า"),
        pytest.param("ตอบแล้วคับ", "ตอบแล้ว", id="คับ"),
        pytest.param("ตอบแล้วครับผม!!", "ตอบแล้ว", id="ครับผม and marks"),
        pytest.param("ตอบแล้วค่ะ 🙏🏻❤️", "ตอบแล้ว", id="emoji"),
        pytest.param("STOP.", "stop", id="English with a full stop"),
        pytest.param("สถานะ", "สถานะ", id="a command that ends in นะ"),
        pytest.param("สถานะคะ", "สถานะ", id="that command, politely"),
        pytest.param("สถานะครับ", "สถานะ", id="that command with ครับ"),
        pytest.param("สถานะนะคะ", "สถานะ", id="that command with นะคะ"),
        pytest.param("ชนะคะ", "ชนะ", id="another word that ends in นะ, politely"),
        pytest.param("ข้อบังคับ", "ข้อบังคับ", id="a word that ends in คับ"),
        pytest.param("ข้าวเจ้า", "ข้าวเจ้า", id="a word that ends in จ้า"),
        pytest.param("คะแนน", "คะแนน", id="a word that starts with คะ"),
        pytest.param("แจ้งตอบ โยธา ๕ ครับ", "แจ้งตอบ โยธา 5", id="with a number"),
        pytest.param("ครับ", "", id="polite words only"),
    ],
)
def test_plain_command(typed: str, expected: str) -> None:
    assert plain_command(typed) == expected
