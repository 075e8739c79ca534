import gzip
import io
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.importers.input_files import (
    encoding_of,
    find_encoding,
    has_bad_bytes,
    members,
    open_bytes,
    open_text,
    read_bytes,
)

NAMES = {
    "utf-8": "张艺谋\nAgnès Varda\n",
    "cp1252": "José García\nFrançois Truffaut\nBjörk\n",
    "mac_roman": "Agnès Varda\nJosé García\nZoë Müller\n",
    "cp1250": "Krzysztof Kieślowski\nŁukasz Żal\nMiłosz\n",
    "cp1251": "Андрей Тарковский\nСергей Эйзенштейн\n",
    "gb18030": "张艺谋\n陈凯歌\n巩俐\n王家卫\n田壮壮\n",
    "shift_jis": "黒澤明\n小津安二郎\n宮崎駿\nみずほ\n",
    "big5": "侯孝賢\n楊德昌\n蔡明亮\n",
    "euc_kr": "봉준호\n박찬욱\n",
    "utf-16": "Agnès Varda\n",
    "utf-16-le": "Agnès Varda, La Pointe courte\n",
}


@pytest.mark.parametrize("encoding", NAMES)
def test_an_encoding_is_found_and_its_letters_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(NAMES[encoding].encode(encoding))
    with open_text(path) as text:
        assert text.read() == NAMES[encoding]


def test_letters_that_come_late_are_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(b"Ann Lee\n" * 200_000 + "José García\n".encode("cp1252"))
    assert find_encoding(path) == "cp1252"


def test_a_few_broken_bytes_do_not_turn_the_rest_into_nonsense() -> None:
    valid = "Zoë\nAgnès\nPál\nJosé\nBjörk\n" * 10
    assert encoding_of(valid.encode() + b"Jos\xe9\n") == "utf-8"


def test_a_bad_byte_is_marked_and_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(("Zoë\n" * 50).encode() + b"Jos\xe9\n")
    with open_text(path) as text:
        lines = text.read().splitlines()
    assert [has_bad_bytes(line) for line in (lines[0], lines[-1])] == [False, True]


def pack(folder: Path, form: str) -> Path:
    data = b"name\nZoe\n"
    path = folder / f"names.csv.{form}"
    if form == "gz":
        path.write_bytes(gzip.compress(data))
    elif form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../../names.csv", data)
    elif form == "tar.gz":
        with tarfile.open(path, "w:gz") as tar:
            entry = tarfile.TarInfo("/etc/names.csv")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    elif form == "gz.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("names.csv.gz", gzip.compress(data))
    return path


@pytest.mark.parametrize("form", ["gz", "zip", "tar.gz", "gz.zip"])
def test_archives_are_read_in_place(tmp_path: Path, form: str) -> None:
    path = pack(tmp_path, form)
    (member,) = members(path)
    assert member.name.startswith(path.name)
    with open_text(member) as text:
        assert text.read() == "name\nZoe\n"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("form", ["gz", "zip"])
def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"bomb.{form}"
    if form == "gz":
        with gzip.open(path, "wb") as file:
            for _ in range(100):
                file.write(bytes(1 << 20))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros.csv", bytes(100 << 20))
    with pytest.raises(InputError, match="unpacks to more than"):
        read_bytes(path, 1 << 30)


@pytest.mark.parametrize("form", ["gz", "zip", "tar.gz"])
def test_half_an_archive_is_one_line(tmp_path: Path, form: str) -> None:
    path = pack(tmp_path, form)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError) as error, open_bytes(path) as file:
        file.read()
    assert "\n" not in str(error.value)


def test_a_folder_is_what_is_in_it(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden"):
        (tmp_path / name).write_text("x")
    assert [m.path.name for m in members(tmp_path)] == ["a.csv", "b.csv"]


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(zlib.compress(b"x"))
    with pytest.raises(InputError, match="larger than 3 bytes"):
        read_bytes(path, 3)


def test_a_tar_archive_may_end_in_a_zip_file(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.csv", "a")
    path = tmp_path / "set.tar"
    with tarfile.open(path, "w") as tar:
        for name, data in (("people.csv", b"name\nAnn\n"), ("x.zip", packed.getvalue())):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    assert zipfile.is_zipfile(path)
    (people,) = [member for member in members(path) if member.name.endswith("people.csv")]
    with open_bytes(people) as file:
        assert file.read() == b"name\nAnn\n"
