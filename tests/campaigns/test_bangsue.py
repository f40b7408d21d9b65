"""The two shipped files carry the figures of domain.md."""

from datetime import date
from pathlib import Path

import pytest

from campaigns.parse import parse_campaign
from campaigns.schema import CampaignFile, MilestoneKind
from models.campaign import Instrument
from rules.eligibility import started_by
from rules.official_link import is_placeholder
from rules.unit_names import UnitName, match_unit
from rules.work_calendar import WorkCalendar

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
YEARS = [pytest.param(2568, id="FY2568"), pytest.param(2570, id="FY2570")]
ALL, MOST, TWENTY_FIVE = "ALL", "SHARE(80)", "COUNT(25)"


def shipped(year: int) -> CampaignFile:
    text = (CAMPAIGNS / f"bangsue-{year}.yaml").read_text(encoding="utf-8")
    campaign, problems = parse_campaign(text)
    assert problems == []
    assert campaign is not None
    return campaign


# domain.md §2 and §4: position, code, name, EIT floor, civil servants, employees
UNITS = [
    ("works", "ฝ่ายโยธา", 60, ALL, ALL),
    ("environment", "ฝ่ายสิ่งแวดล้อมและสุขาภิบาล", 60, ALL, ALL),
    ("revenue", "ฝ่ายรายได้", 60, ALL, ALL),
    ("city_law", "ฝ่ายเทศกิจ", 60, ALL, ALL),
    ("administration", "ฝ่ายปกครอง", 40, ALL, MOST),
    ("registration", "ฝ่ายทะเบียน", 40, ALL, MOST),
    ("cleansing_parks", "ฝ่ายรักษาความสะอาดและสวนสาธารณะ", 40, ALL, MOST),
    ("education", "ฝ่ายการศึกษา", 20, ALL, MOST),
    ("finance", "ฝ่ายการคลัง", 40, ALL, MOST),
    ("community_development", "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม", 40, ALL, MOST),
    ("schools", "โรงเรียนสังกัดกรุงเทพมหานคร ในพื้นที่เขต", 40, TWENTY_FIVE, TWENTY_FIVE),
    ("executive", "ผู้บริหารเขต", None, ALL, None),
]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("position", [pytest.param(n, id=unit[0]) for n, unit in enumerate(UNITS)])
def test_the_unit_has_the_source_s_name_floor_and_rules(year: int, position: int) -> None:
    unit = shipped(year).units[position]
    rules = {str(group): rule for group, rule in unit.iit.items()}
    assert rules.keys() <= {"civil_servant", "employee"}
    row = (unit.code, unit.name_th, unit.eit, rules["civil_servant"], rules.get("employee"))
    assert row == UNITS[position]


@pytest.mark.parametrize("year", YEARS)
def test_the_cells_sum_to_exactly_five_hundred(year: int) -> None:
    campaign = shipped(year)
    assert len(campaign.units) == 12
    assert sum(unit.eit or 0 for unit in campaign.units) == campaign.eit_floor == 500
    assert campaign.iit_floor == 400


@pytest.mark.parametrize("year", YEARS)
def test_only_education_has_a_goal_of_its_own(year: int) -> None:
    goals = {unit.code: dict(unit.own_goal) for unit in shipped(year).units if unit.own_goal}
    assert goals == {"education": {"employee": "ALL"}}


MILESTONES = [
    (MilestoneKind.SCHOOL_LISTS, None, (1, 15), "schools"),
    (MilestoneKind.EVIDENCE, "IIT", (3, 31), "every_unit"),
    (MilestoneKind.OIT, "OIT", (3, 31), "every_unit"),
    (MilestoneKind.CHECKPOINT, "EIT", (3, 31), "every_unit"),
    (MilestoneKind.EVIDENCE, "IIT", (5, 31), "every_unit"),
    (MilestoneKind.EIT_COMPLETE, "EIT", (5, 31), "every_unit"),
]


@pytest.mark.parametrize(("year", "ce"), [(2568, 2025), (2570, 2027)])
def test_the_milestones_are_the_source_s(year: int, ce: int) -> None:
    campaign = shipped(year)
    rows = [(m.kind, m.instrument, m.date, m.owner) for m in campaign.milestones]
    assert rows == [(*head, date(ce, *day), owner) for *head, day, owner in MILESTONES]
    assert (campaign.opens, campaign.closes) == (date(ce - 1, 10, 1), date(ce, 5, 31))


def test_the_march_checkpoint_is_half_and_labelled_internal() -> None:
    (checkpoint,) = (m for m in shipped(2570).milestones if m.kind == MilestoneKind.CHECKPOINT)
    assert (checkpoint.share, checkpoint.label_th) == (50, "จุดตรวจภายใน")


def test_this_year_s_dates_wait_for_confirmation() -> None:
    campaign = shipped(2570)
    assert not any(milestone.confirmed for milestone in campaign.milestones)
    assert not campaign.opens_confirmed
    assert not campaign.closes_confirmed
    assert not campaign.holidays_confirmed


@pytest.mark.parametrize(("year", "day"), [(2568, date(2024, 1, 1)), (2570, date(2026, 1, 1))])
def test_staff_in_service_for_a_year_before_january_are_eligible(year: int, day: date) -> None:
    assert started_by(shipped(year).fiscal_year) == day


@pytest.mark.parametrize("year", YEARS)
def test_the_links_are_placeholders_and_say_so(year: int) -> None:
    campaign = shipped(year)
    for instrument in Instrument:
        link = campaign.link(instrument)
        assert is_placeholder(link.url)
        assert link.placeholder
        assert f"/{instrument.lower()}/" in link.url


@pytest.mark.parametrize("year", YEARS)
def test_outside_complaint_channels_come_first(year: int) -> None:
    complaints = shipped(year).complaints
    assert [channel.phone for channel in complaints.outside] == ["1205", "1206"]
    assert complaints.office is None


@pytest.mark.parametrize("year", YEARS)
def test_the_second_part_of_eit_wants_five_with_one_of_each_group(year: int) -> None:
    part_two = shipped(year).eit_part_two
    assert part_two.at_least == 5
    assert {group.code: group.at_least for group in part_two.groups} == {
        "community_leader": 1,
        "network_partner": 1,
        "council_member": 1,
        "contractor": 1,
    }


@pytest.mark.parametrize("year", YEARS)
def test_the_reminder_plan_is_the_default(year: int) -> None:
    reminders = shipped(year).reminders
    assert reminders.respondents.steps == (5, 10, 15)
    assert reminders.respondents.min_working_days_apart == 5
    assert (reminders.respondents.send_from, reminders.respondents.send_until) == (
        "09:00",
        "16:00",
    )
    assert reminders.coordinators.working_days_before == (20, 10, 5, 3, 1, 0)


@pytest.mark.parametrize(("year", "ce"), [(2568, 2025), (2570, 2027)])
def test_songkran_and_the_school_break_are_quiet(year: int, ce: int) -> None:
    quiet = {p.audience.value: (p.starts, p.ends) for p in shipped(year).quiet_periods}
    assert quiet == {
        "everyone": (date(ce, 4, 11), date(ce, 4, 17)),
        "schools": (date(ce, 4, 1), date(ce, 5, 15)),
    }


def calendar(year: int) -> WorkCalendar:
    return WorkCalendar(frozenset(holiday.date for holiday in shipped(year).holidays))


def test_the_projected_closed_weekdays_are_those_of_the_season() -> None:
    closed = [
        (holiday.date.month, holiday.date.day)
        for holiday in shipped(2570).holidays
        if holiday.date.weekday() < 5 and date(2027, 1, 1) <= holiday.date <= date(2027, 6, 5)
    ]
    expected = [(1, 1), (2, 22), (4, 6), (4, 13), (4, 14), (4, 15), (5, 4), (5, 20), (6, 3)]
    assert closed == expected


@pytest.mark.parametrize(
    "day",
    [pytest.param(date(2025, 5, 1), id="2025"), pytest.param(date(2027, 5, 3), id="2027")],
)
def test_offices_are_open_on_labour_day(day: date) -> None:
    year = 2568 if day.year == 2025 else 2570
    assert calendar(year).is_working_day(day)


def test_coordinators_are_reminded_on_the_days_the_calendar_gives() -> None:
    days = shipped(2570).reminders.coordinators.working_days_before[:5]
    march = [calendar(2570).working_days_before(date(2027, 3, 31), n).day for n in days]
    may = [calendar(2570).working_days_before(date(2027, 5, 31), n) for n in days]
    assert march == [3, 17, 24, 26, 30]
    assert [(day.month, day.day) for day in may] == [(4, 29), (5, 14), (5, 24), (5, 26), (5, 28)]


def test_the_saturday_deadline_of_2025_falls_back_to_friday() -> None:
    assert calendar(2568).effective_date(date(2025, 5, 31)) == date(2025, 5, 30)


TYPED = [
    pytest.param("โยธา", "works", id="short"),
    pytest.param("สวล.", "environment", id="abbreviation"),
    pytest.param("สุขาภิบาล", "environment", id="second half"),
    pytest.param("ฝ่ายเทคนิค", "city_law", id="misprint"),
    pytest.param("ทะเบียนราษฎร", "registration", id="what it does"),
    pytest.param("ฝ่ายรักษาความสะอาดฯ", "cleansing_parks", id="shortened"),
    pytest.param("สวน", "cleansing_parks", id="parks"),
    pytest.param("ศึกษา", "education", id="without its first word"),
    pytest.param("คลัง", "finance", id="treasury"),
    pytest.param("พัฒนาชุมชน", "community_development", id="community"),
    pytest.param("รร.", "schools", id="schools"),
    pytest.param("ผอ.เขต", "executive", id="director"),
]


def code_meant(typed: str) -> str | None:
    """As chat finds it: by names and aliases."""
    units = shipped(2570).units
    names = [UnitName(unit.code, unit.name_th, unit.name_en, unit.aliases) for unit in units]
    found = match_unit(typed, names).exact
    return found.code if found else None


@pytest.mark.parametrize(("typed", "code"), TYPED)
def test_what_officers_type_means_one_unit(typed: str, code: str) -> None:
    assert code_meant(typed) == code


def test_a_button_s_short_name_means_its_unit() -> None:
    units = shipped(2570).units
    short_names = {unit.code: (unit.short_th, unit.short_en) for unit in units}
    meant = {code: tuple(map(code_meant, names)) for code, names in short_names.items()}
    assert meant == {unit.code: (unit.code, unit.code) for unit in units}
