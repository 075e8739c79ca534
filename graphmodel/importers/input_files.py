"""Opening files for every importer: encodings are detected, archives read in place within limits.

``members(path)`` lists the files to read at a path: the file itself, each file in a folder, or each
file in a zip or tar archive. ``open_bytes`` and ``open_text`` open a path or a member and
decompress it (gzip, bzip2, xz) while it is read; nothing is written to disk and no name inside an
archive is used as a path. Every failure is an InputError of one line.
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
from graphmodel.importers.plain_files import refuse_devices

MAX_UNPACKED = 64 << 30
"""Bytes that one file may unpack to: several times IMDb's largest."""
MAX_RATIO = 200
"""How many times the size of its archive a file may reach; tables compress tenfold at best."""
RATIO_EXEMPT = 64 << 20
"""Bytes exempt from the ratio: a small file of zeros is harmless."""
MAX_MEMBERS = 10_000
SAMPLE = 64 << 10
"""Bytes of non-ASCII lines from which an encoding is detected."""
MAX_SEARCHED = 32 << 20
"""Bytes searched for such lines."""

READ_ERRORS = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    RuntimeError,  # raised by zipfile for an archive with a password
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REPLACEMENT_CHARACTER = "\ufffd".encode()
_LEGACY_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "mac_roman"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)


MARK_BAD_BYTES = "graphmodel.marked"
"""The error handler for decoding that turns each bad byte into a lone surrogate."""


def _mark_bad_bytes(error: UnicodeError) -> tuple[str, int]:
    """Like surrogateescape, but also for bytes below 0x80, where two-byte encodings can fail."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad_bytes = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + (byte | 0x80)) for byte in bad_bytes), error.end


codecs.register_error(MARK_BAD_BYTES, _mark_bad_bytes)


@dataclass(frozen=True)
class Member:
    """One file to read. ``name`` is shown to users, such as ``films.zip/cast.csv``.

    ``inside`` is its name within the archive at ``path``; None if ``path`` is the file itself.
    """

    name: str
    path: Path
    inside: str | None = None


def members(path: Path) -> Iterator[Member]:
    """The files at a path by name: those in a folder and the folders within it (hidden ones
    skipped), or in an archive.

    Raises InputError if the path cannot be read or holds more than MAX_MEMBERS files.
    """
    for file_path in _files(path) if path.is_dir() else [path]:
        name = file_path.name
        if path.is_dir():
            name = f"{path.name}/{printable(file_path.relative_to(path).as_posix())}"
        names = _names_inside(file_path)
        if names is None:
            yield Member(name, file_path)
        else:
            yield from (Member(f"{name}/{printable(n)}", file_path, n) for n in names)


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder by name, then those of its subfolders, without linked ones."""
    try:
        paths = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    except OSError as error:
        raise unreadable(folder, error) from None
    yield from (path for path in paths if path.is_file())
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)


@contextmanager
def open_bytes(source: Path | Member) -> Iterator[BinaryIO]:
    """A file's bytes, decompressed. Reading raises InputError past the limits or if it is corrupt.

    A zip or tar archive given as a Path must hold exactly one file.
    """
    member = source if isinstance(source, Member) else _single_member(source)
    with ExitStack() as stack:
        # Only errors while opening are converted; those raised in the caller's block are its own.
        try:
            raw = stack.enter_context(_open_raw(member))
            packed = _unpacker(raw)
            size = member.path.stat().st_size
        except READ_ERRORS as error:
            raise unreadable(member.path, error) from None
        if packed is None and member.inside is None:
            yield raw
            return
        limited = stack.enter_context(_LimitedReader(packed or raw, member.name, size))
        yield cast(BinaryIO, io.BufferedReader(limited, 1 << 20))


@contextmanager
def open_text(source: Path | Member, encoding: str | None = None) -> Iterator[TextIO]:
    """A file's text with its line ends unchanged; ``encoding`` is detected if it is None.

    The encoding used is the ``encoding`` of the returned file. An undecodable byte becomes a lone
    surrogate (U+DC80 to U+DCFF), so that only its row is refused: see ``has_bad_bytes``.
    """
    used = encoding or find_encoding(source)
    with open_bytes(source) as file:
        text = io.TextIOWrapper(file, used, errors=MARK_BAD_BYTES, newline="")
        yield text
        text.detach()


def read_bytes(source: Path | Member, limit: int) -> bytes:
    """All of a file, decompressed; raises InputError if it is larger than ``limit`` bytes."""
    with open_bytes(source) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        name = source.name
        raise InputError(
            "{name}: is larger than {limit:,} bytes; split it into smaller files",
            name=name,
            limit=limit,
        )
    return content


def find_encoding(source: Path | Member) -> str:
    """The encoding of a file, from its byte order mark or its first non-ASCII lines."""
    with open_bytes(source) as file:
        head = file.read(SAMPLE)
        non_ascii = [] if head.isascii() else [head]
        length = searched = len(head)
        while sum(map(len, non_ascii)) < SAMPLE and length and searched < MAX_SEARCHED:
            chunk = file.readline(1 << 20) + file.read(1 << 20) + file.readline(SAMPLE)
            length = len(chunk)
            searched += length
            if not chunk.isascii():
                non_ascii += [line for line in chunk.splitlines(True) if not line.isascii()][:2000]
    return encoding_of(head, b"".join(non_ascii))


def encoding_of(head: bytes, non_ascii: bytes | None = None) -> str:
    """The encoding of bytes that begin with ``head``; ``non_ascii`` are their non-ASCII lines.

    UTF-8 if most of the non-ASCII bytes decode as UTF-8, so that a few broken bytes do not garble
    every other name; otherwise the encoding that charset-normalizer finds most likely.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    for name, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        alternate_bytes = head[offset:4096:2]
        if len(alternate_bytes) > 8 and alternate_bytes.count(0) > 0.6 * len(alternate_bytes):
            return name
    non_ascii = (head if non_ascii is None else non_ascii)[: 4 * SAMPLE]
    text = non_ascii.decode("utf-8", errors="replace")
    # U+FFFD itself is valid UTF-8, left by a program that garbled the letter before.
    invalid = text.count("\ufffd") - non_ascii.count(_REPLACEMENT_CHARACTER)
    valid = sum(letter > "\x7f" for letter in text) - invalid
    if invalid <= 1 + valid / 20 if valid else not invalid:
        return "utf-8"
    lines = b"\n".join(line for line in non_ascii.splitlines() if not line.isascii())[:SAMPLE]
    western = _western_encoding(lines)
    if western:
        return western
    from charset_normalizer import from_bytes  # slow to load and seldom needed

    best_match = from_bytes(lines, cp_isolation=list(_LEGACY_ENCODINGS)).best()
    if best_match is None:
        return "latin-1"
    name = best_match.encoding
    return _korean_or_chinese(lines) if name in ("euc_kr", "gb18030") else name


def _korean_or_chinese(lines: bytes) -> str:
    """Each decodes as the other, but Chinese read as Korean is mostly Chinese characters."""
    text = lines.decode("euc_kr", errors="replace")
    hangul, han = len(re.findall("[가-힣]", text)), len(re.findall("[\u4e00-\u9fff\ufffd]", text))
    return "euc_kr" if hangul > 5 * han else "gb18030"


def _western_encoding(lines: bytes) -> str | None:
    """Windows-1252, Latin-1 or Mac Roman, if most letters are ASCII and the rest form words with
    them.

    Tested separately because charset-normalizer takes a few French or Spanish names for Polish.
    """
    if re.search(rb"[\x80-\x9f]", lines) and _fit_of(lines, "mac_roman") > _fit_of(lines, "cp1252"):
        return "mac_roman"
    text = lines.decode("latin-1")
    ascii_letters = len(re.findall("[A-Za-z]", text))
    non_ascii = [letter for letter in text if letter >= "\xa0"]
    accented = sum(letter.isalpha() and letter not in "ªº" for letter in non_ascii)
    if ascii_letters < 3 * len(non_ascii) or accented < 0.9 * len(non_ascii):
        return None
    try:
        lines.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _fit_of(lines: bytes, encoding: str) -> int:
    """The non-ASCII letters within words that are lower case, minus those that are not."""
    within = re.findall(r"(?<=[a-z])[^\x00-\x7f](?=[a-z])", lines.decode(encoding, "replace"))
    return sum(1 if letter.islower() else -1 for letter in within)


def has_bad_bytes(text: str) -> bool:
    """Whether this text, from ``open_text``, contains bytes that are invalid in its encoding."""
    return not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text)


def printable(name: str) -> str:
    """A file's name as it can be shown on one line."""
    return "".join(c if c.isprintable() else "?" for c in name)


def _single_member(path: Path) -> Member:
    files = members(path)
    first = next(files, None)
    if first is None:
        raise InputError("{path}: contains no file to read; give one with data", path=path)
    if next(files, None) is not None:
        raise InputError(
            "{path}: contains several files; unpack it and give the one you mean", path=path
        )
    return first


def _names_inside(path: Path) -> list[str] | None:
    """The names of the files in an archive, or None if the file is not an archive."""
    try:
        refuse_devices(path)
        with path.open("rb") as file:
            head = file.read(512)
            if is_zip(path):
                with zipfile.ZipFile(path) as archive:
                    names = [i.filename for i in archive.infolist() if not i.is_dir()]
            elif _looks_like_tar(path, head):
                with tarfile.open(path) as tar:
                    names = []
                    for n, entry in enumerate(tar):
                        names += [entry.name] if entry.isreg() else []
                        if n > MAX_MEMBERS or entry.offset_data > MAX_UNPACKED:
                            raise _too_many(path)
            else:
                return None
    except READ_ERRORS as error:
        raise unreadable(path, error) from None
    if len(names) > MAX_MEMBERS:
        raise _too_many(path)
    return sorted({n for n in names if not n.rsplit("/", 1)[-1].startswith(("._", "."))})


def is_zip(path: Path) -> bool:
    """Whether a file is a zip archive, and not a document stored as one."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04" and not _is_office(path)


def is_archive(path: Path) -> bool:
    """Whether a file is a zip or tar archive."""
    try:
        return path.is_file() and _names_inside(path) is not None
    except InputError:
        return False


def _is_office(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods")


def _looks_like_tar(path: Path, head: bytes) -> bool:
    names = [s.lower() for s in path.suffixes[-2:]]
    packed = names[-1:] in (["." + s] for s in ("tgz", "tbz2", "txz")) or names[:1] == [".tar"]
    return head[257:262] == b"ustar" or (packed and _compression(head) is not None)


def _compression(head: bytes) -> str | None:
    for magic, name in ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz")):
        if head.startswith(magic):
            return name
    return None


@contextmanager
def _open_raw(member: Member) -> Iterator[BinaryIO]:
    """The raw bytes of a member in its file or archive, possibly compressed."""
    if member.inside is None:
        with member.path.open("rb") as file:
            yield file
        return
    # Its first bytes decide: the last entry of a tar archive may be a zip file of its own.
    if is_zip(member.path):
        with zipfile.ZipFile(member.path) as archive, archive.open(member.inside) as inside:
            yield cast(BinaryIO, inside)
        return
    with tarfile.open(member.path) as tar:
        extracted = tar.extractfile(member.inside)
        if extracted is None:
            raise InputError(
                "{member}: is not a file; unpack the archive and give the file", member=member.name
            )
        with extracted:
            yield cast(BinaryIO, extracted)


def _unpacker(raw: BinaryIO) -> BinaryIO | None:
    """A decompressing reader, chosen by the first bytes; None if the file is not compressed."""
    compression = _compression(raw.read(6))
    raw.seek(0)
    if compression == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if compression == "bz2":
        return cast(BinaryIO, bz2.BZ2File(raw))
    return cast(BinaryIO, lzma.LZMAFile(raw)) if compression == "xz" else None


class _LimitedReader(io.RawIOBase):
    """Bytes that are decompressed while they are read, up to the limits."""

    def __init__(self, file: BinaryIO, name: str, packed: int) -> None:
        self._file, self._name, self._packed = file, name, packed
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            content = self._file.read(len(buffer))
        except READ_ERRORS as error:
            raise unreadable(Path(self._name), error) from None
        self._unpacked += len(content)
        ratio = self._unpacked > RATIO_EXEMPT and self._unpacked > MAX_RATIO * self._packed
        if self._unpacked > MAX_UNPACKED or ratio:
            raise InputError(
                "{name}: unpacks to more than {megabytes:,} MB from {packed:,} bytes, as "
                "malicious archives do; unpack it yourself if you trust it",
                name=self._name,
                megabytes=self._unpacked >> 20,
                packed=self._packed,
            )
        buffer[: len(content)] = content
        return len(content)


def _too_many(path: Path) -> InputError:
    return InputError(
        "{path}: contains more than {most:,} files; give some of them at a time",
        path=path,
        most=MAX_MEMBERS,
    )


def unreadable(path: Path, error: Exception) -> InputError:
    """The one-line error for a file that cannot be read."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    why = " ".join(why.split())[:120] or type(error).__name__
    return InputError(
        "{path}: cannot be read ({why}); give a complete file that you may read", path=path, why=why
    )
