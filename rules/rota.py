"""Whose turn it is among offices that have work waiting: each its share, and on from there."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import TypeVar

Row = TypeVar("Row")


class Rota:
    """Deals turns round the ring of offices, so that a long queue of one delays no other.

    `hand` is the least that is taken of an office with as many: turning to one has a cost of its
    own, and with many offices a row of each would be nothing but that.
    """

    def __init__(self, hand: int = 1) -> None:
        self._hand = hand
        self._last = 0

    def deal(
        self, offices: Sequence[int], room: int, take: Callable[[int, int], Sequence[Row]]
    ) -> list[Row]:
        """What the offices have for `room` rows: a share each, beginning after the last served.

        `take` gives at most so many rows of an office. With one office it has all the room.
        """
        ring = sorted(offices, key=lambda office: (office <= self._last, office))
        share = max(ceil(room / len(ring)), self._hand) if ring else 0
        taken: list[Row] = []
        for office in ring:
            if len(taken) == room:
                break
            taken += take(office, min(share, room - len(taken)))
            self._last = office
        return taken
