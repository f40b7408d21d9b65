"""Digits as printed official pages write them."""

import pytest

from rules.thai_digits import thai_digits


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        pytest.param(1234567890, "๑๒๓๔๕๖๗๘๙๐", id="every digit"),
        pytest.param("31 มีนาคม 2570", "๓๑ มีนาคม ๒๕๗๐", id="digits among words"),
        pytest.param("๑๒", "๑๒", id="Thai already"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_digits_are_printed_in_thai(value: str | int, printed: str) -> None:
    assert thai_digits(value) == printed
