"""Files that are no campaign at all, several mistakes at once, and whatever else may come."""

import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.parse import parse_campaign
from campaigns.problems import dotted, quoted
from campaigns.sentences import SENTENCES

SMALL = Path(__file__).with_name("small.yaml").read_text(encoding="utf-8")
LINES = SMALL.count("\n")

FILES = [
    pytest.param("", 1, "is empty", id="empty"),
    pytest.param("# only a comment\n", 1, "is empty", id="a comment"),
    pytest.param("- a\n- b\n", 1, "wrong shape", id="a list"),
    pytest.param("hello", 1, "wrong shape", id="a word"),
    pytest.param("slug: a\nx: \x00\x01PK", 2, "no text", id="binary"),
    pytest.param("slug: \ud800", 1, "no text", id="half a character"),
    pytest.param("#" * 1_000_001, 1, "over 1 MB", id="too large"),
    pytest.param("ก" * 333_334, 1, "over 1 MB", id="too large in bytes"),
    pytest.param("[" * 20_000, 1, "too deeply", id="too deep"),
    pytest.param("slug: a\n\tunits: b", 2, "A tab", id="tab"),
    pytest.param("slug: a\nname: b: c", 2, "A colon", id="colon in a text"),
    pytest.param("slug: a\nunits\nopens: b", 2, "no colon", id="no colon"),
    pytest.param('slug: a\nname: "b\nopens: c\n', 2, "never closed", id="open quote"),
    pytest.param("slug: a\nname: [b, c\nopens: d\n", 2, "Brackets", id="open bracket"),
    pytest.param("slug:\n  a: 1\n b: 2\n", 3, "indentation", id="indentation"),
    pytest.param("slug: a\n---\nslug: b\n", 2, "splits the file", id="two documents"),
    pytest.param("slug: @a\n", 1, "cannot be read", id="special sign"),
]


@pytest.mark.parametrize(("text", "line", "says"), FILES)
def test_an_unreadable_file_has_one_problem_with_its_line(text: str, line: int, says: str) -> None:
    campaign, problems = parse_campaign(text)
    assert campaign is None
    assert [problem.line for problem in problems] == [line]
    assert says in problems[0].en


def test_an_alias_bomb_is_refused_unread() -> None:
    bomb = ["a0: &a0 [x, x]"]
    bomb += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    campaign, problems = parse_campaign("\n".join(bomb))
    assert campaign is None
    refused = {problem.line for problem in problems if "& * !" in problem.en}
    assert refused == set(range(1, 31))


FEATURES = [
    pytest.param("slug: *other", id="alias never anchored"),
    pytest.param("slug: &here testville-2570", id="anchor"),
    pytest.param("slug: !!python/object/apply:os.getcwd []", id="python object"),
    pytest.param("slug: !secret x", id="tag"),
]


@pytest.mark.parametrize("text", FEATURES)
def test_a_yaml_feature_is_told_once_on_its_line(text: str) -> None:
    campaign, problems = parse_campaign(SMALL.replace("slug: testville-2570", text))
    assert campaign is None
    assert [problem.line for problem in problems] == [5]
    assert "& * !" in problems[0].en


def test_several_mistakes_are_all_told_in_the_order_of_lines() -> None:
    text = (
        SMALL.replace("closes: 2027-05-31", "closes: 31/5/70")
        .replace("    eit: 60", "    eit: -60")
        .replace("aliases: [การเงิน]", "alias: [การเงิน]")
        .replace("employee: SHARE(80)", "employee: most")
        .replace("date: 2027-05-31", "date: 2570-05-31")
        .replace("    placeholder: true\nunits", "    placeholder: false\nunits")
        .replace("    short_en: Finance", "    short_en: โยธา")
    )
    _, problems = parse_campaign(text)
    assert [(problem.line, problem.where) for problem in problems] == [
        (9, "closes"),
        (21, "links.IIT.placeholder"),
        (29, "units[0].eit"),
        (32, "units[0].iit.employee"),
        (37, "units[1].short_en"),
        (38, "units[1].alias"),
        (57, "milestones[1].date"),
    ]


def test_a_repeated_key_hides_no_mistake_in_what_is_kept() -> None:
    _, problems = parse_campaign(SMALL.replace("    eit: 60", "    eit: 0\n    eit: 60"))
    assert [(problem.line, problem.where) for problem in problems] == [
        (29, "units[0].eit"),
        (30, "units[0].eit"),
    ]


def test_a_repeated_unit_is_told_at_the_second_and_its_names_too() -> None:
    second = SMALL.replace("code: finance", "code: works").replace("ฝ่ายการคลัง", "ฝ่ายโยธา")
    _, problems = parse_campaign(second)
    assert [(problem.line, problem.where) for problem in problems] == [
        (33, "units[1].code"),
        (34, "units[1].name_th"),
    ]


def test_a_clock_time_and_a_telephone_number_need_no_quotes() -> None:
    campaign, _ = parse_campaign(SMALL)
    assert campaign is not None
    assert campaign.reminders.respondents.send_until == "16:00"
    assert campaign.complaints.outside[0].phone == "1205"


def test_a_rule_is_kept_in_one_spelling() -> None:
    campaign, _ = parse_campaign(SMALL.replace("SHARE(80)", "share( 80 )"))
    assert campaign is not None
    assert campaign.units[0].iit["employee"] == "SHARE(80)"  # type: ignore[index]  # a StrEnum


@pytest.mark.parametrize("kind", SENTENCES)
def test_each_sentence_says_the_same_facts_in_both_languages(kind: str) -> None:
    sentence = SENTENCES[kind]
    if kind == "bad_link":  # both languages come from the rule itself
        return
    assert _placeholders(sentence.th) - {"key"} == _placeholders(sentence.en) - {"key"}
    assert any("ก" <= character <= "๙" for character in sentence.th)
    assert sentence.en[-1] in ".?"


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_a_quoted_value_is_short_and_cannot_turn_the_line_around() -> None:
    assert quoted("a\u202eb") == "a<U+202E>b"
    assert len(quoted("x" * 500)) == 61
    assert dotted(("units", 3, "eit")) == "units[3].eit"


@given(st.text())
@settings(deadline=None)
def test_no_text_raises(text: str) -> None:
    campaign, problems = parse_campaign(text)
    assert campaign is None
    assert problems


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def _places(data: object) -> list[tuple[object, object]]:
    """Every container of the data with each of its keys or positions."""
    if not isinstance(data, dict | list):
        return []
    keys = list(data) if isinstance(data, dict) else list(range(len(data)))
    return [(data, key) for key in keys] + [place for key in keys for place in _places(data[key])]


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_no_value_anywhere_raises_or_leaves_its_lines(data: st.DataObject) -> None:
    content = yaml.safe_load(SMALL)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(_places(content)))
        container[key] = data.draw(VALUES)  # type: ignore[index]
    text = yaml.dump(content, allow_unicode=True)
    campaign, problems = parse_campaign(text)
    assert (campaign is None) == bool(problems)
    # YAML ends lines at more characters than "\n"; Python's splitlines knows all of them.
    assert all(1 <= problem.line <= len(text.splitlines()) for problem in problems)
    assert all("cannot be used: compare" not in problem.en for problem in problems)
