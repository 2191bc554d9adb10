"""Zip archives of data files, honest and hostile."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading.files import DEFAULT_LIMITS, Limits, inspect_file
from graph_engine.loading.gathering import gathered
from tests.workbook_files import zip_bytes


def names_in(path: Path, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """Names of the files in an archive, each read to its end."""
    with gathered([path], limits) as found:
        return [inspect_file(file, limits).name for file in found.files]


def write(folder: Path, content: bytes) -> Path:
    path = folder / "a.zip"
    path.write_bytes(content)
    return path


def test_members_are_files_named_behind_their_archive(tmp_path: Path) -> None:
    content = zip_bytes({"b.csv": "x\n", "内/a.csv": "y\n", "内/": "", "内\\c.csv": "z\n"})
    assert names_in(write(tmp_path, content)) == ["a.zip/b.csv", "a.zip/内/a.csv", "a.zip/内/c.csv"]


def test_a_member_is_the_document_that_it_would_be_alone(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(b"x,y\n1,2\n")
    alone = inspect_file(tmp_path / "b.csv")
    with gathered([write(tmp_path, zip_bytes({"b.csv": b"x,y\n1,2\n"}))], DEFAULT_LIMITS) as found:
        (origin,) = found.files
        member = inspect_file(origin)
        assert (member.sha256, member.size, member.title) == (alone.sha256, alone.size, alone.title)
        assert member.path == tmp_path / "a.zip" / "b.csv"
        for _ in range(2):
            with member.text() as text:
                assert text.read() == "x,y\n1,2\n"


def test_names_of_old_chinese_systems_are_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("XXXX.csv", "x\n")
    content = stream.getvalue().replace(b"XXXX.csv", "失信".encode("gb18030") + b".csv")
    assert names_in(write(tmp_path, content)) == ["a.zip/失信.csv"]


def test_signs_that_steer_a_terminal_or_turn_the_writing_do_not_stay(tmp_path: Path) -> None:
    (name,) = names_in(write(tmp_path, zip_bytes({"a\u202e\x1b[31m.csv": "x\n"})))
    assert name == "a.zip/a\ufffd\ufffd[31m.csv"


@pytest.mark.parametrize("name", ["../a.csv", "a/../../b.csv", "/etc/a.csv", r"C:\a.csv", r"..\a.csv", r"\\host\a.csv"])
def test_a_name_that_leads_out_refuses_the_archive_and_writes_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    path = write(folder, zip_bytes({"good.csv": "x\n", name: "x\n"}))
    with pytest.raises(LoadRejectedError, match="leads out of the archive"):
        names_in(path)
    assert [entry for entry in tmp_path.rglob("*") if entry.is_file()] == [path]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("a.csv")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(LoadRejectedError, match="a link, not a file"):
        names_in(write(tmp_path, stream.getvalue()))


def test_a_member_that_needs_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_bytes({"a.csv": "x,y\n"}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    with pytest.raises(UnknownFormatError, match=r"a.zip/a.csv: protected by a password"):
        names_in(write(tmp_path, bytes(content)))


def test_an_archive_within_an_archive_is_refused(tmp_path: Path) -> None:
    inner = zip_bytes({"a.csv": "x\n"})
    with pytest.raises(UnknownFormatError, match=r"a.zip/b.zip: a zip that is no workbook, within another archive"):
        names_in(write(tmp_path, zip_bytes({"b.zip": inner})))


def test_bombs_are_refused_before_they_are_read(tmp_path: Path) -> None:
    limits = replace(DEFAULT_LIMITS, gzip_free_bytes=1 << 16)
    path = write(tmp_path, zip_bytes({"a.csv": b"a,b\n" * 100_000}))
    with pytest.raises(LoadRejectedError, match="taken for a decompression bomb"):
        names_in(path, limits)
    assert names_in(path) == ["a.zip/a.csv"]
    many = write(tmp_path, zip_bytes({f"{number}.csv": b"a,b\n" * 1_000 for number in range(100)}))
    with pytest.raises(LoadRejectedError, match="at most 300000 are read"):
        names_in(many, replace(DEFAULT_LIMITS, archive_bytes=300_000))
    with pytest.raises(LoadRejectedError, match="100 entries; at most 99"):
        names_in(many, replace(DEFAULT_LIMITS, files=99))


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """A bomb without repetition: many entries of the directory lead to one member."""
    content = zip_bytes({"a.csv": Random(1).randbytes(2_000), "b.csv": "x\n"})
    place = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    length = 46 + len("a.csv")
    first = content[place : place + length]
    copies = b"".join(first.replace(b"a.csv", f"{number}.csv".encode()) for number in range(9))
    size = struct.pack("<HHII", 10, 10, end - place + len(copies) - length, place)
    hostile = content[:place] + first + copies + content[end : end + 8] + size + content[end + 20 :]
    with pytest.raises(LoadRejectedError, match="members overlap"):
        names_in(write(tmp_path, hostile))


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    same = zip_bytes({"in/a.csv": "x\n", "in/b.csv": "y\n"}).replace(b"b.csv", b"a.csv")
    for content in (
        same,
        zip_bytes({"in/a.csv": "x\n", "in/./a.csv": "y\n"}),
        zip_bytes({"in/a.csv": "x", r"in\a.csv": "y"}),
    ):
        with pytest.raises(LoadRejectedError, match=r"two members are called 'in/a.csv'"):
            names_in(write(tmp_path, content))


def test_an_archive_without_files_is_refused(tmp_path: Path) -> None:
    for members in ({}, {"a/": ""}, {"__MACOSX/._a.csv": "x", "README.md": "x"}):
        with pytest.raises(UnknownFormatError, match="holds no file to load"):
            names_in(write(tmp_path, zip_bytes(members)))


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_bytes({"a.csv": "x,y\n1,2\n" * 100}))
    place = content.index(b"a.csv") + len("a.csv")
    content[place : place + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(LoadRejectedError, match=r"a.zip/a.csv: what is packed in it is .*damaged"):
        names_in(write(tmp_path, bytes(content)))
    with pytest.raises(LoadRejectedError, match="cut off or damaged"):
        names_in(write(tmp_path, bytes(content[:-30])))


def test_an_entry_that_begins_before_the_file_is_damage(tmp_path: Path) -> None:
    """Found by fuzzing: a directory that says it is longer than it is."""
    content = bytearray(zip_bytes({"a.csv": "x,y\n"}))
    place = content.index(b"PK\x05\x06") + 12
    (length,) = struct.unpack_from("<I", content, place + 4)
    struct.pack_into("<I", content, place + 4, length + 2)
    with pytest.raises(LoadRejectedError, match="an entry begins before the file"):
        names_in(write(tmp_path, bytes(content)))


def test_a_way_of_packing_that_is_not_known_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_bytes({"a.csv": "x,y\n"}))
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(sign) + place] = 9
    with pytest.raises(LoadRejectedError, match="packed in a way"):
        names_in(write(tmp_path, bytes(content)))


def test_an_archive_changed_after_inspection_is_not_read(tmp_path: Path) -> None:
    with gathered([write(tmp_path, zip_bytes({"a.csv": "x\n"}))], DEFAULT_LIMITS) as found:
        file = replace(inspect_file(found.files[0]), modified=0)
        with pytest.raises(LoadRejectedError, match="changed while"), file.text():
            pass
