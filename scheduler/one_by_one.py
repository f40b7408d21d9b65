"""The same for many offices, one after another: what fails for one keeps no other waiting."""

from collections.abc import Callable, Iterable

import structlog
from sqlalchemy.exc import OperationalError

from models.lease import LeaseLost

log = structlog.get_logger()


def one_by_one(numbers: Iterable[int], act: Callable[[int], object]) -> None:
    """Acts for each number in order; whose turn fails has it again at the next look.

    Raises LeaseLost, and OperationalError of a database that is away or was overtaken: the others
    would fare no better.
    """
    for number in numbers:
        try:
            act(number)
        except (LeaseLost, OperationalError):
            raise
        except Exception as error:
            doing = getattr(act, "__name__", "")
            log.exception("one failed", doing=doing, number=number, error=type(error).__name__)
