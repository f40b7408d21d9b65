"""The file: a plain first page, then a compressed stream in encrypted frames.

1. A line that says what it is, a line of facts in JSON, and their HMAC: readable without a key.
2. Frames of a length (4 bytes) and AES-256-GCM of it: numbered, the last marked as such, each
   bound to the first page, so that no byte can be changed, moved, left out or added unseen.

The key is derived from SECRET_KEY and a salt of the file's own; of several keys the newest seals,
and each opens what it sealed.
"""

import hashlib
import hmac
import json
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FIRST_LINE = b"ITA OUTREACH BACKUP 1\n"
FRAME = 256 * 1024
"""Bytes before sealing: what is held in memory at once."""

LONGEST_FRAME = FRAME + 1024
LONGEST_PAGE = 256 * 1024
TAG = 65


class BackupProblem(Exception):
    """A file or a database that cannot be used; two sentences for people."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.thai, self.english = thai, english


NO_BACKUP = BackupProblem(
    "ไฟล์นี้ไม่ใช่ไฟล์สำรองของระบบนี้",
    "This file is no backup of ours: give one that `flask backup` wrote.",
)
WRONG_KEY = BackupProblem(
    "ไฟล์สำรองนี้เขียนด้วย SECRET_KEY อื่น เพิ่มกุญแจเดิมต่อท้าย SECRET_KEY คั่นด้วยจุลภาค แล้วสั่งใหม่",
    "This backup was sealed with another SECRET_KEY: add that key after a comma, and try again.",
)
CUT_SHORT = BackupProblem(
    "ไฟล์สำรองไม่ครบ ถูกตัดท้าย ใช้สำเนาอื่น", "The backup is cut short: copy it again, or use another."
)
DAMAGED = BackupProblem(
    "ไฟล์สำรองเสียหายหรือถูกแก้ไข ใช้สำเนาอื่น",
    "The backup is damaged or was changed: copy it again, or use another.",
)


@dataclass(frozen=True)
class FirstPage:
    """What a backup says of itself, and the cipher that opens the rest."""

    facts: Mapping[str, Any]
    digest: bytes
    cipher: AESGCM


def write(file: BinaryIO, facts: Mapping[str, Any], lines: Iterable[bytes], *, key: str) -> None:
    """Writes a backup; `lines` are read as they are needed and never held together."""
    salt = secrets.token_bytes(32)
    stated = {**facts, "salt": salt.hex(), "key": _key_name(key, salt)}
    page = json.dumps(stated, ensure_ascii=False).encode() + b"\n"
    file.write(FIRST_LINE + page + _tag(key, salt, page))
    cipher, digest = AESGCM(_derive(key, salt, b"backup file")), hashlib.sha256(page).digest()
    number, waiting = 0, b""
    for piece in _compressed(lines):
        if waiting:
            _write_frame(file, cipher.encrypt(_nonce(number, last=False), waiting, digest))
            number += 1
        waiting = piece
    _write_frame(file, cipher.encrypt(_nonce(number, last=True), waiting, digest))


def read_first_page(file: BinaryIO, *, keys: Sequence[str]) -> FirstPage:
    """Raises BackupProblem when the file is none of ours or none of the keys opens it."""
    if file.readline(len(FIRST_LINE)) != FIRST_LINE:
        raise NO_BACKUP
    page = file.readline(LONGEST_PAGE)
    if not page.endswith(b"\n"):
        raise CUT_SHORT
    try:
        facts = json.loads(page)
        salt, name = bytes.fromhex(facts["salt"]), str(facts["key"])
    except (ValueError, KeyError, TypeError):
        raise DAMAGED from None
    key = next((key for key in keys if _key_name(key, salt) == name), None)
    if key is None:
        raise WRONG_KEY
    if not hmac.compare_digest(file.readline(TAG), _tag(key, salt, page)):
        raise DAMAGED
    cipher = AESGCM(_derive(key, salt, b"backup file"))
    return FirstPage(facts, hashlib.sha256(page).digest(), cipher)


def read_lines(file: BinaryIO, page: FirstPage) -> Iterator[bytes]:
    """The lines after the first page; raises BackupProblem where the file stops being whole."""
    inflate, rest = zlib.decompressobj(), b""
    for opened in _opened(file, page):
        packed = opened
        while packed:
            *lines, rest = (rest + inflate.decompress(packed, FRAME)).split(b"\n")
            yield from lines
            packed = inflate.unconsumed_tail
    if rest or not inflate.eof:
        raise DAMAGED


def _opened(file: BinaryIO, page: FirstPage) -> Iterator[bytes]:
    number, frame = 0, _read_frame(file)
    while frame is not None:
        following = _read_frame(file)
        nonce = _nonce(number, last=following is None)
        try:
            yield page.cipher.decrypt(nonce, frame, page.digest)
        except InvalidTag:
            # whole but not marked as the last: what came after it is gone
            raise (
                CUT_SHORT if following is None and _opens(page, number, frame) else DAMAGED
            ) from (None)
        number, frame = number + 1, following
    if number == 0:
        raise CUT_SHORT


def _opens(page: FirstPage, number: int, frame: bytes) -> bool:
    try:
        page.cipher.decrypt(_nonce(number, last=False), frame, page.digest)
    except InvalidTag:
        return False
    return True


def _compressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    deflate, ready = zlib.compressobj(), bytearray()
    for line in lines:
        ready += deflate.compress(line + b"\n")
        while len(ready) >= FRAME:
            yield bytes(ready[:FRAME])
            del ready[:FRAME]
    ready += deflate.flush()
    while ready:
        yield bytes(ready[:FRAME])
        del ready[:FRAME]


def _write_frame(file: BinaryIO, sealed: bytes) -> None:
    file.write(len(sealed).to_bytes(4) + sealed)


def _read_frame(file: BinaryIO) -> bytes | None:
    length = file.read(4)
    if not length:
        return None
    size = int.from_bytes(length)
    if len(length) == 4 and size > LONGEST_FRAME:
        raise DAMAGED
    sealed = file.read(size)
    if len(length) < 4 or len(sealed) < size:
        raise CUT_SHORT
    return sealed


def _nonce(number: int, *, last: bool) -> bytes:
    """12 bytes that no other frame under this file's key has."""
    return number.to_bytes(11) + bytes([last])


def _derive(key: str, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key.encode())


def _tag(key: str, salt: bytes, page: bytes) -> bytes:
    """The line that shows a changed first page."""
    return hmac.digest(_derive(key, salt, b"backup page"), page, "sha256").hex().encode() + b"\n"


def _key_name(key: str, salt: bytes) -> str:
    """Tells which key sealed a file, and nothing of the key."""
    return _derive(key, salt, b"backup key's name")[:8].hex()
