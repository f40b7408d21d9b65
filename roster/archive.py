"""Whether a zip is a workbook that can be opened without harm, found out before it is opened."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from roster import refusals
from roster.cells import Refused

MOST_ENTRIES = 2_000
LARGEST_ENTRY = 100 * 2**20
LARGEST_TOTAL = 120 * 2**20
# A hundred thousand rows of ten columns have four million; readers keep some bytes for each.
MOST_TAGS = 5_000_000

_CHUNK = 1 << 18
_LOCAL_HEADER = 30
_ENCRYPTED = 1
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMED_BY = {
    "word/document.xml": refusals.WORD,
    "content.xml": refusals.OTHER_SPREADSHEET,
    "xl/workbook.bin": refusals.OTHER_SPREADSHEET,
}


class LiesError(Exception):
    """An entry is not what the archive's directory says of it."""


class SwellsError(LiesError):
    """An entry unpacks to more than it says."""


def check_archive(content: bytes) -> Refused | None:
    """Why the zip must not be given to a spreadsheet reader, or None.

    1. The directory: how many entries, how large they say they are.
    2. What kind of document it is, by the names in it.
    3. Every entry unpacked in small pieces: no larger than it says, not too many tags, no
       XML declarations.
    """
    # Counted in the bytes: zipfile would first build an object for each of a million entries.
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:
        return refusals.SWELLS
    try:
        entries = ZipFile(BytesIO(content)).infolist()
        return _directory(entries) or _kind(entries) or _entries(content, entries)
    except SwellsError:
        return refusals.SWELLS
    except (BadZipFile, LiesError, zlib.error, ValueError, OSError, NotImplementedError):
        return refusals.CORRUPT


def _directory(entries: list[ZipInfo]) -> Refused | None:
    sizes = [entry.file_size for entry in entries]
    swells = (
        len(sizes) > MOST_ENTRIES
        or max(sizes, default=0) > LARGEST_ENTRY
        or sum(sizes) > LARGEST_TOTAL
    )
    return refusals.SWELLS if swells else None


def _kind(entries: list[ZipInfo]) -> Refused | None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names and any(
        name.startswith("xl/") and name.endswith(".xml") for name in names
    ):
        return None
    return next((told for name, told in _NAMED_BY.items() if name in names), refusals.NO_WORKBOOK)


def _entries(content: bytes, entries: list[ZipInfo]) -> Refused | None:
    for entry in entries:
        end, tags = b"", 0
        for piece in unpacked(content, entry):
            tags += piece.count(b"<")
            if tags > MOST_TAGS:
                return refusals.SWELLS
            # Whatever its name: a workbook may keep a sheet under any.
            if _DECLARATION.search(end + piece):
                return refusals.DECLARES
            if not end and (refused := _markup(piece[:4096], entry.filename)):
                return refused
            end = piece[-16:]
    return None


def _markup(start: bytes, name: str) -> Refused | None:
    """In UTF-16 or UTF-7 a declaration would not look like one above; Excel writes UTF-8."""
    if not name.endswith((".xml", ".rels")) and b"<" not in start[:4]:
        return None
    encoding = _ENCODING.search(start)
    if b"\0" in start or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        return refusals.CORRUPT
    return refusals.OTHER_SPREADSHEET if _STRICT in start else None


def unpacked(content: bytes, entry: ZipInfo) -> Iterator[bytes]:
    """An entry in pieces; raises as soon as it is not as large as it said.

    zipfile would unpack a lying entry whole before it cuts it to the length it declares.
    """
    packed = _packed(content, entry)
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
        raise LiesError(entry.filename)
    if entry.compress_type == ZIP_STORED:
        if len(packed) != entry.file_size:
            raise LiesError(entry.filename)
        yield bytes(packed)
        return
    size = 0
    for piece in _inflated(packed):
        size += len(piece)
        if size > entry.file_size:
            raise SwellsError(entry.filename)
        yield piece
    if size != entry.file_size:
        raise LiesError(entry.filename)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """In pieces out, and in pieces in: zlib copies what it has not used at every call."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _CHUNK):
        rest = bytes(packed[start : start + _CHUNK])
        while rest and not machine.eof:
            if piece := machine.decompress(rest, _CHUNK):
                yield piece
            rest = machine.unconsumed_tail
    # What zlib still holds back is less than a window once all input is in.
    if piece := machine.flush():
        yield piece


def _packed(content: bytes, entry: ZipInfo) -> memoryview:
    at = entry.header_offset
    header = content[at : at + _LOCAL_HEADER]
    if header[:4] != b"PK\x03\x04" or len(header) < _LOCAL_HEADER:
        raise LiesError(entry.filename)
    start = at + _LOCAL_HEADER + int.from_bytes(header[26:28], "little")
    start += int.from_bytes(header[28:30], "little")
    packed = memoryview(content)[start : start + entry.compress_size]
    if len(packed) != entry.compress_size:
        raise LiesError(entry.filename)
    return packed
