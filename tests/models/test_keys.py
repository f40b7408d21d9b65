"""Keys that name their office's row, and open nothing by that alone."""

import pytest

from models.agency import Agency
from models.keys import new_key, office_in


def test_a_key_names_its_office_and_is_never_the_same() -> None:
    office = Agency(id=12)
    keys = {new_key(office, size=24) for _ in range(50)}
    assert len(keys) == 50
    assert {office_in(key) for key in keys} == {12}
    assert all(len(key) >= len("12-") + 32 for key in keys)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="nothing"),
        pytest.param("12", id="a number alone"),
        pytest.param("-abc", id="no number"),
        pytest.param("12-", id="no secret"),
        pytest.param("๑๒-abc", id="Thai digits"),
        pytest.param("١٢-abc", id="other digits"),
        pytest.param("1 2-abc", id="a blank"),
        pytest.param("12-abc\n", id="a line's end"),
        pytest.param("12-ก", id="a secret that is no key's"),
        pytest.param("1" * 19 + "-abc", id="a number no row has"),
        pytest.param("x12-abc", id="something before it"),
    ],
)
def test_what_is_no_key_names_nobody(key: str) -> None:
    assert office_in(key) is None
