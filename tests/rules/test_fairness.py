"""A figure that came mostly from one day, counter or hour."""

from datetime import date

import pytest

from rules.fairness import Concentration, Part, concentrations

MONDAY, TUESDAY = date(2027, 2, 1), date(2027, 2, 2)


@pytest.mark.parametrize(
    ("counts", "people"),
    [
        pytest.param({MONDAY: 6, TUESDAY: 4}, 6, id="just above the half"),
        pytest.param({MONDAY: 5, TUESDAY: 5}, None, id="exactly the half"),
        pytest.param({MONDAY: 10}, 10, id="all in one day"),
        pytest.param({MONDAY: 9}, None, id="too few to tell"),
        pytest.param({}, None, id="nobody yet"),
        pytest.param({MONDAY: 12, TUESDAY: -2}, 12, id="some taken back"),
    ],
)
def test_a_day_with_more_than_half_is_told(counts: dict[date, int], people: int | None) -> None:
    found = concentrations({Part.DAY: dict(counts)})
    assert [each.people for each in found] == ([] if people is None else [people])


def test_each_division_speaks_for_itself() -> None:
    found = concentrations(
        {
            Part.DAY: {MONDAY: 5, TUESDAY: 5},
            Part.POINT: {1: 8, 2: 2},
            Part.HOUR: {9: 7, 10: 3},
        }
    )
    assert found == [Concentration(Part.POINT, 1, 8, 10), Concentration(Part.HOUR, 9, 7, 10)]
    assert [each.share for each in found] == [80, 70]
