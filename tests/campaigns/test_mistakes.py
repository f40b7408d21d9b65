"""Every mistake an officer may make in a campaign file: its line, its place, what to write."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from campaigns.parse import parse_campaign

SMALL = Path(__file__).with_name("small.yaml").read_text(encoding="utf-8")


def edited(lines: Mapping[int, str]) -> str:
    """The small campaign with some lines (from 1) replaced."""
    return "\n".join(lines.get(n, line) for n, line in enumerate(SMALL.splitlines(), start=1))


def bad(line: int, text: str, where: str, says: str, *, id: str, at: int = 0) -> ParameterSet:
    """A line's new text; the one problem told, at `where`, on that line unless `at` another."""
    return pytest.param({line: text}, at or line, where, says, id=id)


VALUES = [
    bad(29, "    eit: -5", "units[0].eit", "-5 is too small", id="negative target"),
    bad(29, '    eit: "60"', "units[0].eit", "no whole number", id="number in quotes"),
    bad(29, "    eit: ๖๐", "units[0].eit", "เลขอารบิก", id="Thai digits"),
    bad(29, "    eit: 60.5", "units[0].eit", "no whole number", id="half a person"),
    bad(29, "    eit: true", "units[0].eit", "no whole number", id="true as a number"),
    bad(6, "fiscal_year: 2027", "fiscal_year", "write it as 2570", id="C.E. fiscal year"),
    bad(6, "fiscal_year: 70", "fiscal_year", "write it as 2570", id="short fiscal year"),
    bad(8, "opens_confirmed: maybe", "opens_confirmed", "true or false", id="maybe"),
    bad(9, "closes: 31/5/70", "closes", "probably 2027-05-31", id="two-digit year"),
    bad(9, "closes: 31/5/27", "closes", "probably 2027-05-31", id="two-digit C.E. year"),
    bad(9, "closes: 2570-05-31", "closes", "ให้เขียน 2027-05-31", id="B.E. year"),
    bad(9, "closes: 31/5/2570", "closes", "write 2027-05-31", id="B.E., day first"),
    bad(9, "closes: 31-05-2027", "closes", "year-month-day: 2027-05-31", id="day first"),
    bad(9, "closes: 2027-02-30", "closes", "no day", id="30 February"),
    bad(9, "closes: 31 พ.ค. 2570", "closes", "is no date", id="month in words"),
    bad(14, "line_signature: yes", "line_signature", "'unconfirmed'", id="not a choice"),
    bad(2, "  slug: Test Ville", "agency.slug", "is no slug", id="slug with a blank"),
    bad(33, "  - code: Finance!", "units[1].code", "is no code", id="bad code"),
    bad(33, "  - code: unassigned", "units[1].code", "system's own", id="reserved code"),
    bad(33, '  - code: "fin\\u200bance"', "units[1].code", "U+200B", id="zero-width code"),
    bad(24, "    name_th: ฝ่ายโยธา🙂", "units[0].name_th", "U+1F642", id="emoji in a name"),
    bad(24, "    name_th: ☎️ โยธา", "units[0].name_th", "U+260E", id="symbol in a name"),
    bad(24, '    name_th: "\\u202eโยธา"', "units[0].name_th", "U+202E", id="right to left"),
    bad(25, '    name_en: "A\\aB"', "units[0].name_en", "U+0007", id="control character"),
    bad(26, f"    short_th: {'ก' * 21}", "units[0].short_th", "20 characters", id="long"),
    bad(24, "    name_th:", "units[0].name_th", "no value", id="left empty"),
    bad(24, '    name_th: " "', "units[0].name_th", "is empty", id="blank"),
    bad(24, "    name_th: [โยธา]", "units[0].name_th", "one text", id="list for a text"),
    bad(28, "    aliases: ยธ.", "units[0].aliases", "is a list", id="text for a list"),
    bad(32, "      employee: 80%", "units[0].iit.employee", "SHARE(80)", id="bad rule"),
    bad(32, "      employee: SHARE(101)", "units[0].iit.employee", "100", id="over 100%"),
    bad(32, "      teacher: ALL", "units[0].iit.teacher", "'employee'", id="no such group"),
    bad(51, "    share: 500", "milestones[0].share", "100 or less", id="share over 100"),
    bad(45, "  - code: 31mar", "milestones[0].code", "is no code", id="code from a digit"),
    bad(
        68,
        "    steps: [5, 10, 15, 20]",
        "reminders.respondents.steps",
        "at most 3",
        id="4th reminder",
    ),
    bad(70, "    send_from: 9 โมง", "reminders.respondents.send_from", "09:00", id="time"),
]

KEYS = [
    bad(28, "    alias: [x]", "units[0].alias", 'did you mean "aliases"', id="near miss"),
    bad(28, "    colour: blue", "units[0].colour", "use one of: code", id="unknown key"),
    bad(13, "minute: 10", "minute", 'did you mean "minutes"', id="misspelt, not missing"),
    bad(13, "minutes: 9\nΔ: 1", "Δ", "is not known here", at=14, id="key in Greek"),
    bad(13, "", "minutes", '"minutes" is missing', at=1, id="missing at the top"),
    bad(26, "", "units[0].short_th", '"short_th" is missing', at=23, id="missing in a unit"),
    bad(21, "", "links.IIT.placeholder", "missing", at=19, id="missing in a link"),
    bad(28, "    code: works", "units[0].code", "first on line 23", id="key twice"),
    bad(13, "minutes: 9\n[a, b]: 1", "", "plain text only", at=14, id="list as a key"),
]

AGREEMENT = [
    bad(11, "eit_floor: 101", "eit_floor", "units add up to 100", id="sum"),
    bad(39, "    eit: 41", "eit_floor", "ผลรวมของทุกหน่วยคือ 101", at=11, id="sum of floors"),
    bad(38, "    aliases: [โยธา]", "units[1].aliases[0]", "means units[0]", id="alias"),
    bad(38, "    aliases: [ฝ่าย ยธ]", "units[1].aliases[0]", "means units[0]", id="spelling"),
    bad(36, "    short_th: โยธา", "units[1].short_th", "means units[0]", id="short name"),
    bad(43, "      employee: ALL", "units[1].own_goal.employee", "no rule", id="own goal"),
    bad(59, "    owner: nobody", "milestones[1].owner", "every_unit", id="no such owner"),
    bad(47, "    instrument: IIT", "milestones[0].instrument", "is about EIT", id="about"),
    bad(17, "    url: http://itas.nacc.go.th/go/eit/demo01", "links.EIT.url", "https", id="http"),
    bad(
        17, "    url: https://nacc.example/go/eit/demo01", "links.EIT.url", ".nacc.go.th", id="host"
    ),
    bad(
        17, "    url: https://itas.nacc.go.th/go/iit/demo01", "links.EIT.url", "not EIT", id="IIT's"
    ),
    bad(18, "    placeholder: false", "links.EIT.placeholder", "placeholder: true", id="stand-in"),
    bad(
        51,
        "    # share",
        "milestones[0].share",
        "share: 50",
        at=45,
        id="checkpoint without a share",
    ),
    bad(61, "    label_en: E\n    share: 5", "milestones[1].share", "delete", at=62, id="share"),
]

PLAN = "reminders.respondents"
DAYS = [
    bad(
        73,
        "    working_days_before: [200]",
        "reminders.coordinators.working_days_before[0]",
        "before the opening",
        id="a digest before the campaign opens",
    ),
    bad(
        73,
        "    working_days_before: [1]\n  staff:\n    always: [3]",
        "reminders.staff.always[0]",
        "name a step that exists",
        at=75,
        id="a step that does not exist",
    ),
    pytest.param(
        {
            55: "    kind: evidence",
            56: "    instrument: IIT",
            73: "    working_days_before: [1]\n  staff:\n    working_days_before: [2]",
            76: "    ends: 2027-06-30",
        },
        75,
        "reminders.staff.working_days_before[0]",
        "no day left",
        id="a step in days that are quiet to the end",
    ),
    bad(7, "opens: 2027-06-01", "closes", "before opens", at=9, id="closes first"),
    bad(57, "    date: 2027-06-01", "milestones[1].date", "after the closing", id="late"),
    bad(7, "opens: 2027-04-01", "milestones[0].date", "before the opening", at=48, id="early"),
    bad(57, "    date: 2028-05-31", "milestones[1].date", "year 2570", id="next year"),
    bad(82, "  - {date: 2026-09-30, name: ก}", "holidays[0].date", "2570", id="holiday"),
    bad(83, "  - {date: 2026-12-10, name: ก}", "holidays[1].date", "already", id="twice"),
    bad(76, "    ends: 2027-04-01", "quiet_periods[0].ends", "before starts", id="quiet"),
    bad(68, "    steps: [5, 9]", f"{PLAN}.steps[1]", "write 10 or more", id="too close"),
    bad(68, "    steps: [5, 400]", f"{PLAN}.steps[1]", "after the closing", id="too late"),
    bad(71, '    send_until: "08:00"', f"{PLAN}.send_until", "not after", id="hours"),
    bad(
        73,
        "    working_days_before: [5, -1]",
        "reminders.coordinators.working_days_before[1]",
        "after the deadline",
        id="coordinators told too late",
    ),
    bad(
        73,
        "    working_days_before: [5, 5]",
        "reminders.coordinators.working_days_before[1]",
        "listed twice",
        id="coordinators told twice",
    ),
]


def test_the_sample_is_sound() -> None:
    campaign, problems = parse_campaign(SMALL)
    assert problems == []
    assert campaign is not None
    assert campaign.slug == "testville-2570"


@pytest.mark.parametrize(("lines", "line", "where", "says"), [*VALUES, *KEYS, *AGREEMENT, *DAYS])
def test_the_mistake_is_told_with_its_line(
    lines: Mapping[int, str], line: int, where: str, says: str
) -> None:
    campaign, problems = parse_campaign(edited(lines))
    assert campaign is None
    assert [(problem.line, problem.where) for problem in problems] == [(line, where)]
    assert says in f"{problems[0].th} | {problems[0].en}"


OWN_WORDS = [
    pytest.param('menu.titel: {th: "ก", en: "b"}', "wording.menu.titel", "did you mean", id="near"),
    pytest.param('"xyz9": {th: "ก", en: "b"}', "wording.xyz9", "wording/*.yaml", id="unknown"),
    pytest.param(
        'code.paused: {th: "{minutes} นาที", en: "{hours}"}',
        "wording.code.paused.en",
        "only {minutes}",
        id="a fact we do not have",
    ),
    pytest.param(
        'code.paused: {th: "{minutes.real}", en: "ok"}',
        "wording.code.paused.th",
        "only {minutes}",
        id="more than a name",
    ),
    pytest.param(
        'code.paused: {th: "{minutes", en: "ok"}',
        "wording.code.paused.th",
        "only {minutes}",
        id="a brace left open",
    ),
]


@pytest.mark.parametrize(("entry", "where", "says"), OWN_WORDS)
def test_own_words_are_checked_before_anybody_reads_them(entry: str, where: str, says: str) -> None:
    line = len(SMALL.splitlines()) + 2
    _, problems = parse_campaign(f"{SMALL.rstrip()}\nwording:\n  {entry}\n")
    assert [(p.line, p.where) for p in problems] == [(line, where)]
    assert says in problems[0].en
