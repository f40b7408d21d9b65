"""A case's AAPOR code, and the one rate there is."""

import pytest

from rules.disposition import Disposition, Ending, disposition
from rules.outcome_rates import response_rate_1


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        pytest.param(Ending(on_roster=True, signed=True), "1.1 signature", id="signed on paper"),
        pytest.param(
            Ending(on_roster=True, signed=True, acknowledged=True, reported=True),
            "1.1 signature",
            id="paper outweighs the rest",
        ),
        pytest.param(
            Ending(on_roster=True, acknowledged=True), "1.1 line_signature", id="in LINE only"
        ),
        pytest.param(Ending(on_roster=True, reported=True), "1.1 self_report", id="said so"),
        pytest.param(
            Ending(on_roster=False, reported=True, opted_out=True),
            "1.1 self_report",
            id="answered, then stopped",
        ),
        pytest.param(Ending(on_roster=False, opted_out=True), "2.1 opt_out", id="stopped"),
        pytest.param(
            Ending(on_roster=True, reached=True), "2.2 silent", id="of the roster, silent"
        ),
        pytest.param(Ending(on_roster=True), "2.2 not_reached", id="of the roster, never reached"),
        pytest.param(Ending(on_roster=False, reached=True), "3.x unknown", id="outsider, silent"),
        pytest.param(
            Ending(on_roster=False, not_eligible="own_staff", reported=True),
            "4.x own_staff",
            id="not eligible, whatever they said",
        ),
        pytest.param(
            Ending(on_roster=True, not_eligible="under_a_year"), "4.x under_a_year", id="new"
        ),
    ],
)
def test_a_case_ends_with_its_code(ending: Ending, code: str) -> None:
    assert disposition(ending) == code


def test_the_rate_leaves_out_who_is_not_eligible() -> None:
    counts = {
        Disposition.SIGNATURE: 40,
        Disposition.SELF_REPORT: 20,
        Disposition.OPT_OUT: 5,
        Disposition.SILENT: 35,
        Disposition.UNDER_A_YEAR: 100,
    }
    assert response_rate_1(counts) == 0.6


def test_no_rate_of_nobody() -> None:
    assert response_rate_1({Disposition.LEFT: 3}) is None
    assert response_rate_1({}) is None
