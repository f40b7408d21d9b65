"""Every promise of README.md is quoted in docs/promises.md beside the tests that hold it.

Checked from both sides: what the table quotes stands in README and the tests it names exist; and
every sentence, step, row and command of README is quoted.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README, TABLE = ROOT / "README.md", ROOT / "docs" / "promises.md"

NO_PROMISES: Mapping[str, str] = {
    "Where things are": "a map: that its places are there is tested below",
    "What is not here yet": "the opposite of a promise",
}
REASONS = ("not tested: ", "no promise: ")
"""How the second cell begins where no test can hold the words; why follows."""

ENGLISH = "# English"
"""From this heading on a sentence ends with a full stop; before it, with its line."""

NO_WORDS = re.compile(r"$|---|!\[|<img |\[English below\]|\|[-|]+\|$|\| (พิมพ์|หน้า|variable) \|")
STARTS_ANEW = re.compile(r"\||- |\d+\. ")
CODE = re.compile(r"`([^`]+)`")
CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Promise:
    """A sentence, step, row or command of README; each of `parts` has to lie in a quote."""

    line: int
    text: str
    parts: Sequence[str]


@dataclass(frozen=True)
class Row:
    """A line of the table: words of README, and the tests or the reason there is none."""

    line: int
    quotes: Sequence[str]
    held_by: Sequence[str]


def plain(text: str) -> str:
    """The words alone: on one line, without Markdown's marks for code and bold."""
    return " ".join(re.sub(r"`|\*\*", "", text).split())


def rows(table: str) -> list[Row]:
    """The table's lines; several quotes or tests in one cell stand apart by <br>."""
    found = []
    for number, line in enumerate(table.splitlines(), start=1):
        cells = [each.strip().replace("\\|", "|") for each in CELL.split(line)[1:-1]]
        if len(cells) == 2 and not NO_WORDS.match(line) and cells[0] != "README":
            quotes, held_by = (re.split(r"\s*<br>\s*", cell) for cell in cells)
            found.append(Row(number, [plain(each) for each in quotes], held_by))
    return found


def promises(readme: str) -> Iterator[Promise]:
    """What README says, one by one, but for headings, pictures and what promises nothing."""
    heading, is_code, is_english = "", False, False
    so_far: list[tuple[int, str]] = []  # lines of one English paragraph
    for number, line in enumerate([*readme.splitlines(), ""], start=1):
        if so_far and (not line or line.startswith(("#", "```")) or STARTS_ANEW.match(line)):
            yield from _sentences(so_far)
            so_far = []
        if line.startswith("```"):
            is_code = not is_code
        elif is_code:
            yield from _command(number, line)
        elif line.startswith("#"):
            heading, is_english = line.lstrip("# "), is_english or line == ENGLISH
        elif heading in NO_PROMISES or NO_WORDS.match(line):
            continue
        elif is_english and not line.startswith("|"):
            so_far.append((number, line))
        else:
            yield _words(number, line)


def _command(number: int, line: str) -> Iterator[Promise]:
    command = re.split(r"\s#\s", line)[0]
    if plain(command):
        yield Promise(number, plain(line), [plain(command)])


def _sentences(lines: Sequence[tuple[int, str]]) -> Iterator[Promise]:
    whole = STARTS_ANEW.sub("", " ".join(line.strip() for _, line in lines), count=1)
    for sentence in re.split(r"(?<=\.)\s+", whole):
        yield _words(lines[0][0], sentence)


def _words(number: int, text: str) -> Promise:
    """Of a table's row every cell is quoted, piece by piece; elsewhere each command and name."""
    if text.startswith("|"):
        pieces = [piece for cell in CELL.split(text)[1:-1] for piece in cell.split(" · ")]
        return Promise(number, plain(text), [plain(piece) for piece in pieces])
    return Promise(number, plain(text), [plain(each) for each in CODE.findall(text)])


def unquoted(promise: Promise, quotes: Sequence[str]) -> list[str]:
    """The parts of it that no quote holds; the whole of it when nothing of it is quoted."""
    theirs = [quote for quote in quotes if quote in promise.text]
    missing = [part for part in promise.parts if not any(part in quote for quote in theirs)]
    return missing if missing or theirs else [promise.text]


def wrong_in(row: Row, readme: str) -> Iterator[str]:
    """What a row of the table says that is not so."""
    where = f"docs/promises.md:{row.line}"
    for quote in row.quotes:
        if quote not in readme:
            yield (
                f"{where}: README does not say “{quote}” any more. Quote its new words, and see "
                "that the tests hold those; strike the row if the promise is gone."
            )
    if not row.held_by[0].startswith(REASONS):
        yield from (f"{where}: {wrong}" for each in row.held_by for wrong in _no_test(each))


def _no_test(name: str) -> Iterator[str]:
    path, _, test = name.strip("`").partition("::")
    tests = _tests_of(path)
    if not tests or (test and test not in tests):
        yield (
            f"{name} is no test. Name a file of tests as `tests/…/test_….py`, one test as "
            f"`tests/…/test_….py::test_…`, or say “{REASONS[0]}why”."
        )


@cache
def _tests_of(path: str) -> frozenset[str]:
    file = ROOT / path
    if not (path.startswith("tests/") and file.name.startswith("test_") and file.is_file()):
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8"), path))
    named = (node.name for node in nodes if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in named if name.startswith("test_"))


def untraced(readme: str, table: str) -> list[str]:
    """A sentence for everything README says that the table does not quote."""
    quotes = [quote for row in rows(table) for quote in row.quotes]
    return [
        f"README.md:{promise.line}: nothing in docs/promises.md quotes “{part}”. Add a line there: "
        f"| {escaped(part)} | `tests/…/test_….py::test_…` |, or “{REASONS[0]}why” for the test."
        for promise in promises(readme)
        for part in unquoted(promise, quotes)
    ]


def escaped(text: str) -> str:
    """As a cell of a table holds it."""
    return text.replace("|", r"\|")


def test_everything_readme_says_is_quoted_beside_its_tests() -> None:
    found = untraced(README.read_text(encoding="utf-8"), TABLE.read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


def test_what_is_quoted_stands_in_readme_and_its_tests_exist() -> None:
    readme = plain(README.read_text(encoding="utf-8"))
    found = rows(TABLE.read_text(encoding="utf-8"))
    wrong = [sentence for row in found for sentence in wrong_in(row, readme)]
    assert found
    assert not wrong, "\n".join(wrong)


STORY = """# Ours
ทักทายทุกคน
# English

It greets `everybody`. It never
shouts.

1. Say hello.

```
flask greet NAME | list   # once a day
```
| `A_SETTING` | what it is |

## Where things are

Here.
"""
GREETED = """| README | held by |
|---|---|
| ทักทายทุกคน<br>greets `everybody` | `tests/test_promises.py` |
| never shouts | `tests/test_promises.py::test_a_row_that_is_not_so_says_what_to_do` |
| hello | no promise: an example |
| `flask greet NAME \\| list`<br>`A_SETTING` \\| what it is | not tested: an example |
"""


@pytest.mark.parametrize(
    ("before", "after", "missed"),
    [
        pytest.param("", "", [], id="as it is"),
        pytest.param("shouts.", "shouts. It sings.", ["It sings."], id="a new sentence"),
        pytest.param("ทุกคน", "ทุกคน\nร้องเพลง", ["ร้องเพลง"], id="a new line in Thai"),
        pytest.param("Say hello.", "Say hello.\n2. Sing.", ["Sing."], id="a new step"),
        pytest.param("| list", "| list | sing", ["flask greet NAME | list | sing"], id="a command"),
        pytest.param("what it is |", "what it is |\n| `B` | b |", ["B", "b"], id="a new row"),
        pytest.param("what it is |", "what it is · more |", ["more"], id="more in a row"),
        pytest.param("`everybody`", "`everybody` and `all`", ["all"], id="a word in code"),
        pytest.param("Here.", "Here. And there.", [], id="where nothing is promised"),
    ],
)
def test_what_readme_says_anew_is_missed(before: str, after: str, missed: list[str]) -> None:
    found = untraced(STORY.replace(before, after) if before else STORY, GREETED)
    assert [re.findall("quotes “(.*?)”", sentence)[0] for sentence in found] == missed


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("| never cries | `tests/test_promises.py` |", "any more", id="reworded"),
        pytest.param("| hello | `tests/test_gone.py` |", "is no test", id="no such file"),
        pytest.param("| hello | `tests/test_promises.py::test_gone` |", "is no test", id="no test"),
        pytest.param("| hello | `tests/factories.py` |", "is no test", id="not a test's file"),
        pytest.param("| hello | not tested |", "is no test", id="no reason why"),
    ],
)
def test_a_row_that_is_not_so_says_what_to_do(line: str, said: str) -> None:
    (row,) = rows(line)
    (sentence,) = wrong_in(row, plain(STORY))
    assert said in sentence
    assert list(wrong_in(rows(GREETED)[0], plain(STORY))) == []
