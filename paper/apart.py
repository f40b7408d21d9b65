"""Papers set by a child process, which takes its memory and its crashes along when it ends.

The web process stays as small as it was: what sets pages weighs a third of all the rest.
"""

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from paper.facts import CardSheet, Memo, Sheet

Facts = CardSheet | Sheet | Memo


def make_apart(name: str, facts: Facts) -> bytes:
    """The paper of that file name; raises what went wrong in the child."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        return child.submit(_make, name, facts).result()


def _make(name: str, facts: Facts) -> bytes:
    made: bytes = import_module("paper.press").PAPERS[name](facts)
    return made
