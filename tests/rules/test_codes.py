"""Codes: how they are made, and how much sloppiness a reader forgives (design.md §4)."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.codes import ALPHABET, CodeKind, CodeReading, new_code, read_code

seeds = st.integers(min_value=0, max_value=2**32)
kinds = st.sampled_from(CodeKind)


def code_of(kind: CodeKind, seed: int) -> str:
    return new_code(kind, random.Random(seed).choice)


def crockford_check(body: str) -> str:
    """The check character the long way round: one big number, then its remainder."""
    value = sum(ALPHABET.index(c) * 32**power for power, c in enumerate(reversed(body)))
    return (ALPHABET + "*~$=U")[value % 37]


@pytest.mark.parametrize(
    ("kind", "length"),
    [
        pytest.param(CodeKind.SERVICE_POINT, 7, id="a service point: 6 and a check"),
        pytest.param(CodeKind.STAFF, 9, id="staff: 8 and a check"),
        pytest.param(CodeKind.CONTRACTOR, 9, id="a contractor: 8 and a check"),
        pytest.param(CodeKind.INVITATION, 12, id="an invitation: 11 and a check"),
    ],
)
def test_a_new_code_has_its_prefix_length_and_crockfords_check(kind: CodeKind, length: int) -> None:
    for seed in range(200):
        prefix, text = code_of(kind, seed).split("-")
        assert prefix == kind
        assert re.fullmatch(f"[{ALPHABET}]{{{length}}}", text)
        assert text[-1] == crockford_check(text[:-1])
        assert re.search("[2-9]", text)
        assert re.search("[A-Z]", text)


def test_two_new_codes_differ() -> None:
    assert new_code(CodeKind.INVITATION) != new_code(CodeKind.INVITATION)


SLOPPY = [
    pytest.param("{}", id="as printed"),
    pytest.param("รหัส {} ครับ", id="among Thai words"),
    pytest.param("รหัส{}ครับ", id="among Thai words without blanks"),
    pytest.param("my code is {} please help", id="among English words"),
    pytest.param("key {}", id="after a word that is another prefix"),
    pytest.param("https://x/q/{}", id="in a link"),
    pytest.param("https://x/q/{}/line?x=1", id="in the middle of a link"),
    pytest.param("https://line.me/R/oaMessage/@x/?%20{}", id="percent escapes in front"),
    pytest.param("📍{}✅", id="emoji around"),
    pytest.param("({}).", id="punctuation around"),
    pytest.param("\u200f\u202b{}\u202c", id="right-to-left marks around"),
]


@pytest.mark.parametrize("around", SLOPPY)
def test_a_code_is_found_wherever_it_stands(around: str) -> None:
    for kind in CodeKind:
        for seed in range(20):
            code = code_of(kind, seed)
            assert read_code(around.format(code)) == CodeReading(kind, code, True)


CODE = code_of(CodeKind.SERVICE_POINT, 4)
BODY = CODE[4:]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(CODE.lower(), id="lower case"),
        pytest.param(CODE.replace("-", ""), id="no dash"),
        pytest.param(CODE.replace("-", " "), id="a blank for the dash"),
        pytest.param(CODE.replace("-", " - "), id="blanks about the dash"),
        pytest.param(CODE.replace("-", ": "), id="a colon"),
        pytest.param(f"EIT-{BODY[:3]} {BODY[3:]}", id="in two groups"),
        pytest.param(f"eit {BODY[:3]} {BODY[3:5]} {BODY[5:]}".lower(), id="in three groups"),
        pytest.param(f"EIT-{BODY[:3]}\n{BODY[3:]}", id="broken over two lines"),
        pytest.param(" ".join(CODE.replace("-", "")), id="every character alone"),
        pytest.param(".".join(CODE.replace("-", "")), id="dots"),
        pytest.param("_".join(CODE.replace("-", "")), id="underscores"),
        pytest.param("–".join(CODE.replace("-", "")), id="en dashes"),
        pytest.param(CODE.replace("-", "—"), id="an em dash"),
        pytest.param(CODE.replace("-", "‑"), id="a non-breaking hyphen"),
        pytest.param(CODE.replace("-", "−"), id="a minus sign"),
        pytest.param("\u200b".join(CODE), id="zero-width spaces"),
        pytest.param("\u00ad".join(CODE), id="soft hyphens"),
        pytest.param("\u200e".join(CODE), id="left-to-right marks"),
        pytest.param("".join(chr(ord(c) + 0xFEE0) for c in CODE), id="full-width"),
        pytest.param(CODE.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")), id="Thai digits"),
        pytest.param(re.sub("([0-9])", "\\1\ufe0f\u20e3", CODE), id="digits as keycap emoji"),
        pytest.param(CODE.replace("EIT", "E1T"), id="prefix with a one"),
        pytest.param(CODE.replace("EIT", "ElT"), id="prefix with a small L"),
        pytest.param(CODE.replace("EIT", "E I T"), id="prefix spelt out"),
    ],
)
def test_a_service_point_code_typed_sloppily_is_understood(typed: str) -> None:
    assert read_code(typed) == CodeReading(CodeKind.SERVICE_POINT, CODE, True)


@pytest.mark.parametrize("prefix", ["IIT", "iit", "11T", "llt", "I1T", "1lT"])
def test_a_staff_prefix_typed_sloppily_is_understood(prefix: str) -> None:
    code = code_of(CodeKind.STAFF, 1)
    assert read_code(code.replace("IIT", prefix)) == CodeReading(CodeKind.STAFF, code, True)


def test_zero_and_one_may_be_typed_as_letters() -> None:
    body = "01A102"
    code = f"EIT-{body}{crockford_check(body)}"
    for typed in ("OIAlo2", "oLaIO2", "0iaLo2"):
        assert read_code(f"EIT-{typed}{code[-1]}") == CodeReading(
            CodeKind.SERVICE_POINT, code, True
        )


def test_the_first_code_that_checks_wins_over_one_that_does_not() -> None:
    assert read_code(f"EIT-7K3M9QZZ หรือ {CODE}") == CodeReading(CodeKind.SERVICE_POINT, CODE, True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("EIT", id="the prefix alone"),
        pytest.param("eit", id="the prefix in lower case"),
        pytest.param("key", id="an English word that is a prefix"),
        pytest.param("CTR-", id="a prefix and a dash"),
        pytest.param("exit", id="exit"),
        pytest.param("exit 7K3M9QX", id="exit before something like a body"),
        pytest.param("deceit-7K3M9QX", id="a word that ends in a prefix"),
        pytest.param("turkey-ABCDEFGH2JKM", id="a word that ends in another prefix"),
        pytest.param("EIT-survey", id="a word of nearly the length behind a dash"),
        pytest.param("EIT 3OO 2O27", id="numbers with the letter O for nought"),
        pytest.param("สถานะ EIT", id="the status command"),
        pytest.param("สถานะ EIT โยธา", id="status of a unit"),
        pytest.param("สถานะ EIT works", id="status of a unit by its code"),
        pytest.param("สถานะ EIT 2570 works", id="status, year and unit"),
        pytest.param("ยอด ป.ป.ช. EIT 312", id="recording the official total"),
        pytest.param("ยอด ป.ป.ช. EIT 312 10.00", id="the total with a time"),
        pytest.param("ยอด EIT 312 31-05-2570", id="the total with a date"),
        pytest.param("EIT 10 May 2027", id="an English date"),
        pytest.param("ยอด IIT 1,234", id="a total with a comma"),
        pytest.param("ยอด IIT 1234567", id="a very large total"),
        pytest.param("EIT status", id="an English word of nearly the length"),
        pytest.param("EIT results", id="an English word of the length"),
        pytest.param("key please help me", id="words of the length of an invitation"),
        pytest.param("the key for room 12B and 14C", id="words with a room number"),
        pytest.param("the key is under the mat", id="key in a sentence"),
        pytest.param("keyboard shortcuts", id="a word that starts like a prefix"),
        pytest.param("EIT-2570", id="prefix and year"),
        pytest.param("IIT 081-234-5678", id="a telephone number"),
        pytest.param("EIT-7K3M", id="three too few"),
        pytest.param("EIT-7K3M9QXABC", id="three too many"),
        pytest.param("7K3M9QX", id="a body without a prefix"),
        pytest.param("แจกลิงก์ โยธา 5", id="a tally"),
        pytest.param("ส่ง OIT แล้ว", id="another instrument"),
    ],
)
def test_ordinary_words_are_no_codes(text: str) -> None:
    assert read_code(text) is None


WRONG = "Z" if BODY[-1] != "Z" else "Y"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(f"EIT-{BODY[:-1]}{WRONG}", f"EIT-{BODY[:-1]}{WRONG}", id="wrong check"),
        pytest.param("eit 7k3 m9q", "EIT-7K3M9Q", id="one too few"),
        pytest.param("EIT-7K3M9", "EIT-7K3M9", id="two too few"),
        pytest.param("EIT-7K3M9QZZ", "EIT-7K3M9QZZ", id="one too many"),
        pytest.param("EIT-7K3M9QZZZ", "EIT-7K3M9QZZZ", id="two too many"),
        pytest.param("EIT-7K3U9QX", "EIT-7K3U9QX", id="a letter we do not use"),
        pytest.param("EIT-ZZZZZZZ", "EIT-ZZZZZZZ", id="letters only, behind a dash"),
        pytest.param("EIT-1234567", "EIT-1234567", id="digits only, behind a dash"),
        pytest.param("EIT-7K3M9Q ครับ", "EIT-7K3M9Q", id="one too few, then a word"),
        pytest.param("EIT-7K3M9Q please", "EIT-7K3M9Q", id="one too few, then an English word"),
        pytest.param("e i t 7 k 3 m 9 q", "EIT-7K3M9Q", id="spelt out, one too few"),
        pytest.param("KEY-ABCDEFGH2JKM", "KEY-ABCDEFGH2JKM", id="an invitation"),
        pytest.param("https://x/q/IIT-ABCDEFGH2", "IIT-ABCDEFGH2", id="in a link"),
    ],
)
def test_what_looks_like_a_code_but_is_none_is_said_to_be_wrong(text: str, code: str) -> None:
    assert read_code(text) == CodeReading(CodeKind(code[:3]), code, False)


SEPARATORS = ["", " ", "-", ".", "_", "–", "\u200b", "  ", " - "]
SLIPS = {"0": "0Oo๐０", "1": "1IiLl๑１"}


@st.composite
def sloppy_codes(draw: st.DrawFn) -> tuple[str, str]:
    """A code, and the same typed with any case, look-alikes and separators, among words."""
    code = code_of(draw(kinds), draw(seeds))
    typed = ""
    for character in code.replace("-", ""):
        choices = SLIPS.get(character, character + character.lower())
        typed += draw(st.sampled_from(choices)) + draw(st.sampled_from(SEPARATORS))
    before = draw(st.sampled_from(["", "รหัส ", "code: ", "https://a.example/q/", "🙏", "(“"]))
    after = draw(st.sampled_from(["", "ครับ", "?", "/line", " 🙏", "”)"]))
    return code, before + typed + after


@given(sloppy_codes())
def test_any_code_survives_sloppy_typing(pair: tuple[str, str]) -> None:
    code, typed = pair
    assert read_code(typed) == CodeReading(CodeKind(code[:3]), code, True)


# 37 is prime, greater than any difference of two characters (31), and divides neither a power
# of 32 nor 32 - 1 = 31. So one wrong character, in the body or the check, and one swap of
# unlike neighbours, the last of the body with the check among them, always change the remainder.


@given(kinds, seeds, st.data())
def test_any_one_wrong_character_is_detected(
    kind: CodeKind, seed: int, data: st.DataObject
) -> None:
    code = code_of(kind, seed)
    place = data.draw(st.integers(min_value=4, max_value=len(code) - 1))
    other = data.draw(st.sampled_from(sorted(set(ALPHABET) - {code[place]})))
    wrong = code[:place] + other + code[place + 1 :]
    assert read_code(wrong) == CodeReading(kind, wrong, False)


@given(kinds, seeds)
def test_any_swap_of_unlike_neighbours_is_detected(kind: CodeKind, seed: int) -> None:
    code = code_of(kind, seed)
    for place in range(4, len(code) - 1):
        a, b = code[place], code[place + 1]
        if a != b:
            swapped = code[:place] + b + a + code[place + 2 :]
            assert read_code(swapped) == CodeReading(kind, swapped, False)


@given(st.text(max_size=80))
def test_any_text_can_be_read_without_failing(text: str) -> None:
    reading = read_code(text)
    assert reading is None or reading.code.startswith(reading.kind)
