"""The stage of the two offices: whoever adds a table puts something of each office into it."""

from tests.offices.conftest import Worlds
from tests.offices.rows import WITHOUT_OFFICE, counts, owned_tables


def test_every_table_names_its_office_or_says_why_not() -> None:
    assert [t.name for t in owned_tables() if "agency_id" not in t.c] == []
    assert all(WITHOUT_OFFICE.values())


def test_both_offices_have_something_in_every_table(world: Worlds) -> None:
    for hall in world.both():
        empty = [name for name, rows in counts(hall.stage, hall.id).items() if not rows]
        assert empty == (["line_channel"] if hall.slug == "bangsue" else [])  # A's: the settings'
    assert set(counts(world.copy("alone"), world.b.id).values()) == {0}
