"""Thai digits, for printed official pages (domain.md §12)."""

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def thai_digits(value: str | int) -> str:
    """The same text with ๐-๙ in place of 0-9."""
    return str(value).translate(_THAI)
