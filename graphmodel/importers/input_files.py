"""Opening files for every importer: encodings found out, archives read in place within limits.

``members(path)`` lists what there is to read at a path: the file itself, each file of a folder, or
each file in a zip or tar archive. ``open_bytes`` and ``open_text`` open a path or a member,
unpacked (gzip, bzip2, xz) as it is read; nothing is written to disk and no name inside an archive
is used as a path. Everything that can go wrong is an InputError of one line.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from graphmodel.errors import InputError

MAX_UNPACKED = 64 << 30
"""Bytes that one file may unpack to: IMDb's largest, several times."""
MAX_RATIO = 200
"""How many times larger than its archive a file may become; tables shrink to a tenth at best."""
RATIO_EXEMPT = 64 << 20
"""Bytes before the ratio counts: a small file of zeros is harmless."""
MAX_MEMBERS = 10_000
SAMPLE = 64 << 10
"""Bytes of lines that are not plain ASCII by which an encoding is judged."""
SEARCHED = 32 << 20
"""Bytes searched for such lines."""

_BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    RuntimeError,  # what zipfile raises for an archive with a password
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "mac_roman"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)


MARKED = "graphmodel.marked"
"""The name of the way of decoding that turns each bad byte into a lone surrogate."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    """As surrogateescape, and bytes below 0x80 too, at which encodings of two bytes can fail."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + (byte | 0x80)) for byte in bad), error.end


codecs.register_error(MARKED, _mark)


@dataclass(frozen=True)
class Member:
    """One file to read. ``name`` is how a user knows it, such as ``films.zip/cast.csv``.

    ``inside`` is its name within the archive at ``path``; None where it is the file itself.
    """

    name: str
    path: Path
    inside: str | None = None


def members(path: Path) -> Iterator[Member]:
    """The files at a path, by name: a folder's own (hidden ones left out) and an archive's.

    Raises InputError where the path cannot be read or holds more than MEMBERS_MOST files.
    """
    try:
        places = sorted(path.iterdir()) if path.is_dir() else [path]
    except OSError as error:
        raise _unreadable(path, error) from None
    for place in places:
        name = f"{path.name}/{place.name}" if path.is_dir() else place.name
        if path.is_dir() and (place.name.startswith(".") or not place.is_file()):
            continue
        names = _names_inside(place)
        if names is None:
            yield Member(name, place)
        else:
            yield from (Member(f"{name}/{printable(n)}", place, n) for n in names)


@contextmanager
def open_bytes(source: Path | Member) -> Iterator[BinaryIO]:
    """A file's bytes, unpacked. Reading raises InputError beyond the limits or where it is broken.

    A zip or tar archive given as a Path must hold one file.
    """
    member = source if isinstance(source, Member) else _only(source)
    with ExitStack() as stack:
        # What is raised while the file is used is its user's; only opening is judged here.
        try:
            raw = stack.enter_context(_opened(member))
            packed = _unpacker(raw)
            size = member.path.stat().st_size
        except _BROKEN as error:
            raise _unreadable(member.path, error) from None
        if packed is None and member.inside is None:
            yield raw
            return
        limited = stack.enter_context(_Limited(packed or raw, member.name, size))
        yield cast(BinaryIO, io.BufferedReader(limited, 1 << 20))


@contextmanager
def open_text(source: Path | Member, encoding: str | None = None) -> Iterator[TextIO]:
    """A file's text with its line ends as they are; ``encoding`` is found out where it is None.

    The encoding used is the ``encoding`` of what is returned. A byte that does not belong becomes a
    lone surrogate (U+DC80 to U+DCFF), so that only its row need be refused: see ``has_bad_bytes``.
    """
    used = encoding or find_encoding(source)
    with open_bytes(source) as file:
        text = io.TextIOWrapper(file, used, errors=MARKED, newline="")
        yield text
        text.detach()


def read_bytes(source: Path | Member, most: int) -> bytes:
    """All of a file, unpacked; raises InputError where it is larger than ``most`` bytes."""
    with open_bytes(source) as file:
        found = file.read(most + 1)
    if len(found) > most:
        name = source.name
        raise InputError(f"{name}: holds more than {most:,} bytes; split it into smaller files")
    return found


def find_encoding(source: Path | Member) -> str:
    """The encoding of a file, by its byte order mark or by its first lines beyond ASCII."""
    with open_bytes(source) as file:
        head = file.read(SAMPLE)
        beyond = [] if head.isascii() else [head]
        length = searched = len(head)
        while sum(map(len, beyond)) < SAMPLE and length and searched < SEARCHED:
            chunk = file.readline(1 << 20) + file.read(1 << 20) + file.readline(SAMPLE)
            length = len(chunk)
            searched += length
            if not chunk.isascii():
                beyond += [line for line in chunk.splitlines(True) if not line.isascii()][:2000]
    return encoding_of(head, b"".join(beyond))


def encoding_of(head: bytes, beyond: bytes | None = None) -> str:
    """The encoding of bytes that begin with ``head``; ``beyond`` are its lines that are not ASCII.

    UTF-8 where most of what is not ASCII reads as UTF-8, so that a few broken bytes do not turn all
    other names into nonsense; otherwise what charset-normalizer finds most likely.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    for name, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = head[at:4096:2]
        if len(half) > 8 and half.count(0) > 0.6 * len(half):
            return name
    beyond = (head if beyond is None else beyond)[: 4 * SAMPLE]
    text = beyond.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(letter > "\x7f" for letter in text) - wrong
    if wrong <= 1 + right / 20 if right else not wrong:
        return "utf-8"
    lines = b"\n".join(line for line in beyond.splitlines() if not line.isascii())[:SAMPLE]
    western = _western(lines)
    if western:
        return western
    from charset_normalizer import from_bytes  # slow to load, and seldom needed

    best = from_bytes(lines, cp_isolation=list(_OTHERS)).best()
    if best is None:
        return "latin-1"
    return _korean_or_chinese(lines) if best.encoding in ("euc_kr", "gb18030") else best.encoding


def _korean_or_chinese(lines: bytes) -> str:
    """Each reads as the other: Chinese as Korean would be mostly Chinese characters."""
    text = lines.decode("euc_kr", errors="replace")
    hangul, han = len(re.findall("[가-힣]", text)), len(re.findall("[\u4e00-\u9fff\ufffd]", text))
    return "euc_kr" if hangul > 5 * han else "gb18030"


def _western(lines: bytes) -> str | None:
    """Windows' or ISO's Latin where most letters are ASCII and the others make words with them.

    Judged apart because charset-normalizer takes a few French or Spanish names for Polish.
    """
    text = lines.decode("latin-1")
    ascii_letters = len(re.findall("[A-Za-z]", text))
    others = [letter for letter in text if letter >= "\xa0"]
    letters = sum(letter.isalpha() and letter not in "ªº" for letter in others)
    if ascii_letters < 3 * len(others) or letters < 0.9 * len(others):
        return None
    try:
        lines.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def has_bad_bytes(text: str) -> bool:
    """Whether ``open_text`` met bytes in this text that its encoding does not have."""
    return not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text)


def printable(name: str) -> str:
    """A file's name as it can be shown on one line."""
    return "".join(c if c.isprintable() else "?" for c in name)


def _only(path: Path) -> Member:
    found = members(path)
    first = next(found, None)
    if first is None:
        raise InputError(f"{path}: holds no file to read; give one that holds data")
    if next(found, None) is not None:
        raise InputError(f"{path}: holds several files; unpack it and give the one that is meant")
    return first


def _names_inside(path: Path) -> list[str] | None:
    """The names of the files in an archive, or None for a file that is none."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
            if head[:4] == b"PK\x03\x04" and not _is_office(path):
                with zipfile.ZipFile(path) as archive:
                    names = [i.filename for i in archive.infolist() if not i.is_dir()]
            elif _may_be_tar(path, head):
                with tarfile.open(path) as tar:
                    names = []
                    for n, entry in enumerate(tar):
                        names += [entry.name] if entry.isreg() else []
                        if n > MAX_MEMBERS or entry.offset_data > MAX_UNPACKED:
                            raise _too_many(path)
            else:
                return None
    except _BROKEN as error:
        raise _unreadable(path, error) from None
    if len(names) > MAX_MEMBERS:
        raise _too_many(path)
    return sorted({n for n in names if not n.rsplit("/", 1)[-1].startswith(("._", "."))})


def _is_office(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods")


def _may_be_tar(path: Path, head: bytes) -> bool:
    names = [s.lower() for s in path.suffixes[-2:]]
    packed = names[-1:] in (["." + s] for s in ("tgz", "tbz2", "txz")) or names[:1] == [".tar"]
    return head[257:262] == b"ustar" or (packed and _magic(head) is not None)


def _magic(head: bytes) -> str | None:
    for magic, name in ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz")):
        if head.startswith(magic):
            return name
    return None


@contextmanager
def _opened(member: Member) -> Iterator[BinaryIO]:
    """The bytes of a member as they lie in their file or archive."""
    if member.inside is None:
        with member.path.open("rb") as file:
            yield file
        return
    if zipfile.is_zipfile(member.path):
        with zipfile.ZipFile(member.path) as archive, archive.open(member.inside) as inside:
            yield cast(BinaryIO, inside)
        return
    with tarfile.open(member.path) as tar:
        found = tar.extractfile(member.inside)
        if found is None:
            raise InputError(f"{member.name}: is no file; unpack the archive and give the file")
        with found:
            yield cast(BinaryIO, found)


def _unpacker(raw: BinaryIO) -> BinaryIO | None:
    """A reader of what a packed file holds, by its first bytes; None where it is not packed."""
    packing = _magic(raw.read(6))
    raw.seek(0)
    if packing == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if packing == "bz2":
        return cast(BinaryIO, bz2.BZ2File(raw))
    return cast(BinaryIO, lzma.LZMAFile(raw)) if packing == "xz" else None


class _Limited(io.RawIOBase):
    """Bytes that are unpacked as they are read, up to the limits."""

    def __init__(self, file: BinaryIO, name: str, packed: int) -> None:
        self._file, self._name, self._packed = file, name, packed
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            found = self._file.read(len(buffer))
        except _BROKEN as error:
            raise _unreadable(Path(self._name), error) from None
        self._given += len(found)
        ratio = self._given > RATIO_EXEMPT and self._given > MAX_RATIO * self._packed
        if self._given > MAX_UNPACKED or ratio:
            raise InputError(
                f"{self._name}: unpacks to more than {self._given >> 20:,} MB from "
                f"{self._packed:,} bytes, as an archive made to do harm would; unpack it yourself "
                "if you trust it"
            )
        buffer[: len(found)] = found
        return len(found)


def _too_many(path: Path) -> InputError:
    return InputError(f"{path}: holds more than {MAX_MEMBERS:,} files; give a part of them")


def _unreadable(path: Path, error: Exception) -> InputError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    why = " ".join(why.split())[:120] or type(error).__name__
    return InputError(f"{path}: cannot be read ({why}); give a whole file that you may read")
