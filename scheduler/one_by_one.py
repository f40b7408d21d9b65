"""The same for many offices, one after another: what fails for one keeps no other waiting."""

from collections.abc import Callable, Iterable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models.lease import LeaseLost

log = structlog.get_logger()

IN_A_ROW = 3
"""Errors of the database one after another: it is away; one alone may be an office's locked row."""


def one_by_one(doing: str, numbers: Iterable[int], act: Callable[[int], object]) -> bool:
    """Acts for each number in order; whether none failed: one that did is to have its turn again.

    Raises LeaseLost, and the database's error when it is away: the others would fare no better.
    """
    failed = in_a_row = 0
    for number in numbers:
        try:
            act(number)
        except LeaseLost:
            raise
        except Exception as error:
            log.exception("one failed", doing=doing, number=number, error=type(error).__name__)
            failed, in_a_row = failed + 1, in_a_row + 1
            if in_a_row == IN_A_ROW and isinstance(error, SQLAlchemyError):
                raise
        else:
            in_a_row = 0
    return not failed
