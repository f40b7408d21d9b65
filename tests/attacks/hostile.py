"""Values nobody honest sends, chosen by a seeded hand."""

import copy
import random
import re
from collections.abc import Callable, Mapping
from typing import Any

FORMULAS = ("=1+1", '=HYPERLINK("http://evil.example","x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>1</script>",
    "{{7*7}}",
    "{% include '/etc/passwd' %}",
    "' OR 1=1 --",
    "'; DROP TABLE respondent; --",
    "javascript:alert(1)",
)
LINES = (
    "a\r\nSet-Cookie: desk=stolen",
    "a\nX-Evil: 1",
    "a\x00b",
    "a\x1b[31mred",
    "\u2028\u2029\x85",
)
LETTERS = (
    "\u202eevil\u202c",
    "\ufeffbom",
    "\u200b\u200d\u00ad",
    "\ufdfa" * 50,
    "e" + "\u0301" * 200,
    "๑๒๓",
    "𝟙𝟚𝟛",
    "١٢٣",
    "½Ⅷ①",
    "👩‍👩‍👧‍👦" * 9,
    "ก" * 300,
    "เ" + "็" * 300,
)
HALVES = ("\ud800", "\udfff", "a\ud83d", "\udc00\ud800")
NUMBERS = (
    *("0", "-1", "00", "1e999", "NaN", "99999999999999999999999", "-0", "0x10", "1_000", "1.5"),
    *("9" * 400, "๙" * 30, "2147483648", "9223372036854775808", "1-999999999", "5-4", "1,,2", "-"),
)
DAYS = (
    *("31/02/2570", "0/0/0", "29 ก.พ. 2569", "99999-99-99", "2027-13-01", "1 ม.ค. 0", "0001-01-01"),
    *("9999-12-31T23:59:59+14:00", "2027-01-01T25:61", "1 ม.ค. 99999999999", "๑/๑/๒๕๕๘"),
)
PATHS = ("../../etc/passwd", "..%2f..%2f", "/etc/passwd", "C:\\x", "%00", "%ff", "\\\\host\\share")
URLS = (
    *(
        "http://evil.example",
        "//evil.example",
        "https://evil.example/.nacc.go.th",
        "data:text/html,x",
    ),
    *("https://itas.nacc.go.th@evil.example/go/eit/abc123", "https://evil.example\\.nacc.go.th/a"),
    *("https://nacc.go.th.evil.example/go/eit/abc123", "file:///etc/passwd", "https://[::1]/x"),
)
WORDS: Mapping[str, tuple[str, ...]] = {
    "formulas": FORMULAS,
    "markup": MARKUP,
    "lines": LINES,
    "letters": LETTERS,
    "halves": HALVES,
    "numbers": NUMBERS,
    "days": DAYS,
    "paths": PATHS,
    "urls": URLS,
}
SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**40, 0.5, -0.0, 1e308),
    *(float("nan"), float("inf"), "", " ", [], {}, [[]], [None], {"": ""}, {"a": {"b": []}}),
)


def word(chance: random.Random) -> str:
    """A hostile piece of text."""
    made = chance.choice(WORDS[chance.choice(list(WORDS))])
    if chance.random() < 0.02:
        return made * chance.choice((10, 100, 400))
    if chance.random() < 0.1:
        return "".join(chr(chance.choice(RANGES)(chance)) for _ in range(chance.randint(1, 12)))
    return made


RANGES: tuple[Callable[[random.Random], int], ...] = (
    lambda chance: chance.randrange(0x20),
    lambda chance: chance.randrange(0x20, 0x7F),
    lambda chance: chance.randrange(0xE01, 0xE5C),
    lambda chance: chance.randrange(0xD800, 0xE000),
    lambda chance: chance.randrange(0x110000),
)


def value(chance: random.Random) -> Any:
    """A hostile piece of JSON; some of it deep, some of it long."""
    draw = chance.random()
    if draw < 0.4:
        return copy.deepcopy(chance.choice(SCALARS))  # it may be changed in its place
    if draw < 0.9:
        return word(chance)
    if draw < 0.95:
        return deep(chance.choice((5, 50, 300, 800, 900, 940, 960, 980, 990, 1100)), chance)
    return [word(chance)] * chance.choice((2, 40, 500))


DEEP = "DEEP-{}-{}"
"""Stands for that many lists or objects in each other: Python's own writer would give up."""


def deep(levels: int, chance: random.Random) -> str:
    """The mark of a value so many levels deep, for `unfold` to write."""
    return DEEP.format(chance.choice(("LIST", "OBJECT")), levels)


def unfold(text: str) -> str:
    """JSON text with its deep values written out."""
    return re.sub(r'"DEEP-(LIST|OBJECT)-(\d+)"', _written_out, text)


def _written_out(found: re.Match[str]) -> str:
    levels = int(found[2])
    opening, closing = ("[", "]") if found[1] == "LIST" else ('{"a":', "}")
    return opening * levels + "1" + closing * levels
