"""Personal data at rest: encrypted columns and the keyed hash that finds them again."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

_ring: list[MultiFernet] = []
_newest: list[Fernet] = []


class SealedForOthers(Exception):
    """None of this process's keys opens a sealed value."""


def unlock(secret_keys: list[str]) -> None:
    """Sets the keys of this process; the first encrypts, all of them decrypt."""
    keys = [Fernet(_derive(key)) for key in secret_keys]
    _ring[:], _newest[:] = [MultiFernet(keys)], keys[:1]


def reseal(token: bytes) -> bytes | None:
    """The same value under the newest key; None when it is sealed with it already.

    Raises SealedForOthers when no key opens it.
    """
    try:
        _newest[0].decrypt(token)
    except InvalidToken:
        pass
    else:
        return None
    try:
        return _ring[0].rotate(token)
    except InvalidToken:
        raise SealedForOthers from None


def _derive(secret: str) -> bytes:
    raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sealed columns").derive(
        secret.encode()
    )
    return base64.urlsafe_b64encode(raw)


class Sealed(TypeDecorator[str]):
    """Text kept encrypted; unreadable without one of SECRET_KEY's keys."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _ring[0].encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _ring[0].decrypt(bytes(value)).decode()


def lookup_hash(key: str, value: str) -> bytes:
    """What finds a sealed value again: HMAC-SHA256 under the agency's own key, 16 bytes."""
    return hmac.digest(key.encode(), value.encode(), hashlib.sha256)[:16]
