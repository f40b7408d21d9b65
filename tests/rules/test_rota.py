"""Turns among offices: each its share, nobody delayed by another's queue."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rota import Rota

Queues = dict[int, int]


def taking(queues: Queues) -> Callable[[int, int], Sequence[int]]:
    """Takes from the queues, which are how many wait at each office."""

    def take(office: int, most: int) -> Sequence[int]:
        taken = min(queues[office], most)
        queues[office] -= taken
        return [office] * taken

    return take


def turn(rota: Rota, queues: Queues, room: int) -> list[int]:
    """One turn: which office each of the rows dealt is of."""
    return rota.deal([office for office, n in queues.items() if n], room, taking(queues))


@pytest.mark.parametrize(
    ("queues", "room", "dealt"),
    [
        pytest.param({}, 10, {}, id="nobody waits"),
        pytest.param({7: 2000}, 10, {7: 10}, id="alone: all the room"),
        pytest.param({7: 3}, 10, {7: 3}, id="alone with few"),
        pytest.param({1: 2000, 2: 2000}, 10, {1: 5, 2: 5}, id="two long queues share"),
        pytest.param({1: 2000, 2: 1}, 10, {1: 5, 2: 1}, id="one with one beside a long queue"),
        pytest.param({1: 9, 2: 9, 3: 9}, 10, {1: 4, 2: 4, 3: 2}, id="a share is rounded up"),
        pytest.param({1: 9, 2: 9}, 0, {}, id="no room"),
    ],
)
def test_each_office_has_an_equal_share_of_a_turn(
    queues: Queues, room: int, dealt: dict[int, int]
) -> None:
    assert Counter(turn(Rota(), dict(queues), room)) == dealt


def test_a_turn_of_one_row_goes_round_the_offices() -> None:
    rota, queues = Rota(), dict.fromkeys((3, 1, 2), 100)
    assert [turn(rota, queues, 1) for _ in range(6)] == [[1], [2], [3], [1], [2], [3]]


def test_who_was_left_out_for_want_of_room_begins_the_next_turn() -> None:
    rota, queues = Rota(), dict.fromkeys(range(1, 8), 100)
    assert turn(rota, queues, 3) == [1, 2, 3]
    assert turn(rota, queues, 3) == [4, 5, 6]
    assert turn(rota, queues, 3) == [7, 1, 2]


def test_an_office_that_comes_later_is_not_passed_over() -> None:
    rota, queues = Rota(), {1: 100, 5: 100}
    assert turn(rota, queues, 2) == [1, 5]
    queues[3] = 1
    assert 3 in turn(rota, queues, 3)


def test_of_many_offices_a_few_have_a_hand_each_and_the_next_go_on_from_there() -> None:
    rota, queues = Rota(hand=4), dict.fromkeys(range(1, 8), 100)
    assert Counter(turn(rota, queues, 10)) == {1: 4, 2: 4, 3: 2}
    assert Counter(turn(rota, queues, 10)) == {4: 4, 5: 4, 6: 2}
    assert Counter(turn(rota, {1: 2, 2: 1, 7: 9, 9: 1}, 10)) == {7: 4, 9: 1, 1: 2, 2: 1}


@given(
    st.dictionaries(st.integers(1, 40), st.integers(1, 3000), min_size=1, max_size=40),
    st.integers(1, 44),
    st.integers(1, 6),
    st.data(),
)
def test_a_long_queue_delays_nobody(
    queues: Queues, room: int, hand: int, data: st.DataObject
) -> None:
    """N offices are served N at a hand each, within as many turns as that takes and one more."""
    rota, waiting = Rota(hand), dict(queues)
    for _ in range(data.draw(st.integers(0, 5))):  # wherever the ring stands
        assert len(turn(rota, dict(queues), room)) <= room
    served: set[int] = set()
    for _ in range(-(-len(queues) * hand // room) + 1):
        dealt = turn(rota, waiting, room)
        assert len(dealt) <= room
        served |= set(dealt)
    assert served == set(queues)
