from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading.files import CHUNK_BYTES, DEFAULT_LIMITS, inspect_file
from tests.workbook_files import compound_file, ods_of, xls_bytes, zip_bytes

CHINESE = "企业名称,统一社会信用代码\n东莞市甲测试有限公司,91441900MA0000015D\n"


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook_bytes(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8-sig"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (b"\x84\x31\x95\x33" + CHINESE.encode("gb18030"), "gb18030"),
        (b"name,code\na,b\n", "utf-8"),
        ("名称\n𠮷田公司\n".encode("gb18030"), "gb18030"),
    ],
)
def test_encoding_is_found_by_the_bytes(tmp_path: Path, content: bytes, encoding: str) -> None:
    file = inspect_file(write(tmp_path, "list.csv", content))
    assert file.encoding == encoding
    with file.text() as text:
        assert text.read(2) in ("企业", "na", "名称")


def test_encoding_is_found_where_the_first_wide_character_comes_late(tmp_path: Path) -> None:
    content = b"a,b\n" * (CHUNK_BYTES // 2) + "东莞\n".encode("gb18030")
    assert inspect_file(write(tmp_path, "list.csv", content)).encoding == "gb18030"


def test_a_character_across_two_chunks_is_no_fault(tmp_path: Path) -> None:
    head = b"a" * (CHUNK_BYTES - 1)
    for encoding in ("utf-8", "gb18030"):
        path = write(tmp_path, "list.csv", head + "\n莞城街道\n".encode(encoding))
        assert inspect_file(path).encoding == encoding


def test_a_damaged_utf8_file_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    content = (CHINESE * 3).encode() + b"abc\xff\n"
    with pytest.raises(LoadRejectedError, match=r"line 7: byte 0xff is no UTF-8"):
        inspect_file(write(tmp_path, "list.csv", content))


def test_a_utf8_file_cut_within_a_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadRejectedError, match="line 3: byte 0xe4 is no UTF-8"):
        inspect_file(write(tmp_path, "list.csv", CHINESE.encode() + "中".encode()[:2]))


def test_bytes_of_no_encoding_are_refused_with_both_places(tmp_path: Path) -> None:
    with pytest.raises(LoadRejectedError, match=r"neither UTF-8 \(line 2, byte 0xff\) nor GB18030 \(line 2\)"):
        inspect_file(write(tmp_path, "list.csv", b"a,b\n\xff\xff\n"))


def test_nul_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(LoadRejectedError, match="line 3: a NUL byte"):
        inspect_file(write(tmp_path, "list.csv", b"a,b\n1,2\n1,\x002\n"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.csv", b"", "the file is empty"),
        ("blank.csv", b"\xef\xbb\xbf \r\n\n", "the file is empty"),
        ("locked.xls", xls_bytes({"甲": [["a"]]}, locked=True), "protected by a password"),
        ("locked.xlsx", compound_file({"EncryptedPackage": b"x"}), "protected by a password"),
        ("letter.doc", compound_file({"WordDocument": b"x"}), "an old Office file that is no workbook"),
        ("letter.docx", zip_bytes({"[Content_Types].xml": "<x/>"}), "an Office document that is no workbook"),
        ("book.xlsb", zip_bytes({"xl/workbook.bin": b"x"}), "a binary workbook"),
        ("letter.odt", ods_of("", mimetype="application/vnd.oasis.opendocument.text"), "no workbook"),
        ("locked.ods", ods_of("", manifest="<encryption-data/>"), "protected by a password"),
        ("list.rar", b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
        ("list.7z", b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive"),
        ("list.tar", b"a.csv".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
        ("wide.csv", "企业名称\n".encode("utf-16"), "UTF-16"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table>", "HTML or XML"),
        ("paper.csv", b"%PDF-1.7\n", "PDF"),
        ("twice.csv.gz", gzip.compress(gzip.compress(b"a,b\n", mtime=0), mtime=0), "a gzip within a gzip"),
    ],
)
def test_foreign_files_are_refused_by_what_they_are(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnknownFormatError, match=reason):
        inspect_file(write(tmp_path, name, content))


def test_a_zip_of_files_is_no_file(tmp_path: Path) -> None:
    """Archives are taken apart before files are inspected; what is left is one within another."""
    archive = zip_bytes({"list.csv": CHINESE})
    for name, content in (("list.zip", archive), ("list.zip.gz", gzip.compress(archive))):
        with pytest.raises(UnknownFormatError, match="no workbook, within another archive"):
            inspect_file(write(tmp_path, name, content))


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadRejectedError, match="no such file"):
        inspect_file(tmp_path / "none.csv")
    with pytest.raises(LoadRejectedError, match="not a file"):
        inspect_file(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"[x],y\n1,2\n", "csv"),
        ("a.tsv", b"x\ty\n", "csv"),
        ("a", b"x,y\n", "csv"),
        ("a.json", b' [{"x":1}]', "json"),
        ("a.json", b'{"x":1,\n"y":2}', "json"),
        ("a.json", b'{"x":1}\n{"x":2}\n', "jsonl"),
        ("a.jsonl", b'{"x":1}\n', "jsonl"),
        ("a.ndjson", b'{"x":1}\n', "jsonl"),
        ("a.txt.gz", gzip.compress(b"x,y\n", mtime=0), "csv"),
        ("a.json.gz", gzip.compress(b'[{"x":1}]', mtime=0), "json"),
    ],
)
def test_the_format_is_found(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    assert inspect_file(write(tmp_path, name, content)).format == expected


def test_a_gzip_is_the_same_content_however_it_was_packed(tmp_path: Path) -> None:
    plain = inspect_file(write(tmp_path, "a.csv", CHINESE.encode()))
    for level in (1, 9):
        packed = inspect_file(write(tmp_path, "b.csv.gz", gzip.compress(CHINESE.encode(), level, mtime=level)))
        assert (packed.sha256, packed.size, packed.compressed) == (plain.sha256, plain.size, True)
    assert plain.sha256 == sha256(CHINESE.encode()).hexdigest()


def test_a_gzip_that_breaks_off_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(CHINESE.encode() * 100)
    with pytest.raises(LoadRejectedError, match="cut off or damaged"):
        inspect_file(write(tmp_path, "a.csv.gz", packed[:-12]))
    with pytest.raises(LoadRejectedError, match="cut off or damaged"):
        inspect_file(write(tmp_path, "b.csv.gz", packed[:-8] + b"\0" * 8))


def test_a_decompression_bomb_is_stopped(tmp_path: Path) -> None:
    limits = replace(DEFAULT_LIMITS, gzip_ratio=50, gzip_free_bytes=CHUNK_BYTES)
    path = write(tmp_path, "a.csv.gz", gzip.compress(b"a,b\n" * CHUNK_BYTES))
    with pytest.raises(LoadRejectedError, match="decompression bomb"):
        inspect_file(path, limits)
    assert inspect_file(path).size == 4 * CHUNK_BYTES


def test_a_line_without_end_is_refused_but_not_in_json(tmp_path: Path) -> None:
    limits = replace(DEFAULT_LIMITS, line_bytes=CHUNK_BYTES)
    endless = b"a,b\n" + b"x" * (3 * CHUNK_BYTES)
    with pytest.raises(LoadRejectedError, match="line 2 is longer"):
        inspect_file(write(tmp_path, "a.csv", endless), limits)
    json = b'["' + b"x" * (3 * CHUNK_BYTES) + b'"]'
    assert inspect_file(write(tmp_path, "a.json", json), limits).format == "json"


def test_workbooks_are_found_and_checked(tmp_path: Path) -> None:
    content = workbook_bytes([["企业名称"], ["甲"]])
    file = inspect_file(write(tmp_path, "a.xlsx", content))
    assert (file.format, file.encoding) == ("xlsx", "")
    assert inspect_file(write(tmp_path, "b.xlsx.gz", gzip.compress(content))).sha256 == file.sha256
    with pytest.raises(LoadRejectedError, match="cut off or damaged"):
        inspect_file(write(tmp_path, "c.xlsx", content[: len(content) // 2]))
    with pytest.raises(LoadRejectedError, match="workbooks are read up to"):
        inspect_file(tmp_path / "a.xlsx", replace(DEFAULT_LIMITS, workbook_bytes=1000))


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    content = bytearray(workbook_bytes([["企业名称", number] for number in range(500)]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    place = sheet.header_offset + 100
    content[place : place + 4] = b"\xaa\xbb\xcc\xdd"
    with pytest.raises(LoadRejectedError, match="damaged"):
        inspect_file(write(tmp_path, "a.xlsx", bytes(content)))


def test_a_file_changed_after_inspection_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", b"a,b\n")
    file = replace(inspect_file(path), modified=0)
    with pytest.raises(LoadRejectedError, match="changed while"), file.text():
        pass
