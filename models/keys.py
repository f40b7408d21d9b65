"""Keys we hand out in addresses and cookies: secret, and telling whose office they open."""

import re
import secrets

from models.agency import Agency

_KEY = re.compile(r"(\d{1,18})-[\w-]+", re.ASCII)


def new_key(office: Agency, *, size: int) -> str:
    """A key of `size` random bytes for something of that office's; only its hash is kept."""
    return f"{office.id}-{secrets.token_urlsafe(size)}"


def office_in(key: str) -> int | None:
    """The row of the office a key names; it opens nothing there unless the rest is right."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else None
