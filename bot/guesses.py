"""An address that tries codes at /q: after too many wrong ones it learns nothing new for a while.

Kept in memory, by each process for itself (docs/decisions/0012): a wrong code costs no write, and
what an address has opened before stays open to everybody behind it.
"""

import ipaddress
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WRONG_ALLOWED = 60
WRONG_WITHIN = timedelta(minutes=10)
PAUSE = timedelta(minutes=10)
MOST_ADDRESSES = 10_000
MOST_OPENED = 500
"""Codes remembered of one address: more counters than an office has."""


@dataclass
class _Seen:
    """What one address did lately."""

    wrong: int = 0
    since: datetime | None = None
    paused_until: datetime | None = None
    opened: set[str] = field(default_factory=set)


class Guesses:
    """Who guessed how often; a code whose check character is wrong is a slip, not a guess."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._lock = threading.Lock()

    def may_look(self, address: str, code: str, *, now: datetime) -> bool:
        """Whether this address is told about this code."""
        with self._lock:
            seen = self._seen.get(address)
            paused = seen is not None and seen.paused_until is not None and now < seen.paused_until
            return seen is None or not paused or code in seen.opened

    def found(self, address: str, code: str) -> None:
        """The code is one of ours: it stays open to this address."""
        with self._lock:
            seen = self._of(address)
            if len(seen.opened) < MOST_OPENED:
                seen.opened.add(code)

    def missed(self, address: str, *, now: datetime) -> None:
        """The code is nobody's: one more guess."""
        with self._lock:
            seen = self._of(address)
            if seen.since is None or now - seen.since > WRONG_WITHIN:
                seen.wrong, seen.since = 0, now
            seen.wrong += 1
            if seen.wrong >= WRONG_ALLOWED:
                seen.wrong, seen.since, seen.paused_until = 0, None, now + PAUSE

    def _of(self, address: str) -> _Seen:
        seen = self._seen.setdefault(address, _Seen())
        self._seen.move_to_end(address)
        while len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        return seen


def address_of(peer: str | None, forwarded: str) -> str:
    """Where a request comes from: of IPv6 the network, for one person has a whole one.

    A peer on this machine or network is our own proxy, and the last address it wrote down
    (`X-Forwarded-For`) is the client's; from anywhere else that header is the sender's own claim.
    """
    found = _address(peer or "")
    if found is None or found.is_private:
        found = _address(forwarded.rsplit(",", 1)[-1].strip()) or found
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found) if found else "unknown"


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
