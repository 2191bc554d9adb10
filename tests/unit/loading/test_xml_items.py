"""XML as a stream of records: values as in JSON, bounds, encodings, and what could do harm."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading import JsonItem
from graph_engine.loading.files import DEFAULT_LIMITS, Limits, inspect_file
from graph_engine.loading.xml_items import iter_xml_items

RECORDS = frozenset(("Record",))


def read(path: Path, content: bytes, *, name: str = "a.xml", limits: Limits = DEFAULT_LIMITS) -> list[JsonItem]:
    file = path / name
    file.write_bytes(content)
    return list(iter_xml_items(inspect_file(file, limits), RECORDS))


def test_records_come_in_order_with_their_number_and_what_stands_beside_with_none(tmp_path: Path) -> None:
    text = b"<Data><Header><Date>2024-01-02</Date><Empty/></Header><R><Record>a</Record><Record>b</Record></R></Data>"
    assert read(tmp_path, text) == [
        JsonItem("Date", 0, "2024-01-02"),
        JsonItem("Record", 1, "a"),
        JsonItem("Record", 2, "b"),
    ]


def test_a_value_has_the_form_of_json(tmp_path: Path) -> None:
    text = b"""<?xml version="1.0"?><p:D xmlns:p="urn:x"><p:Record id="7">
        <p:Name xml:lang="en">A &amp; <![CDATA[<B>]]></p:Name>
        <p:Line>1</p:Line><p:Line>2</p:Line><p:Line>3</p:Line>
        <p:Inner><p:Deep> x </p:Deep></p:Inner><p:None/><!-- no word --><?go on?>
    </p:Record></p:D>"""
    (item,) = read(tmp_path, text)
    assert item.value == {
        "@id": "7",
        "Name": {"@lang": "en", "$": "A & <B>"},
        "Line": ["1", "2", "3"],
        "Inner": {"Deep": "x"},
        "None": "",
    }


def test_prefixes_and_default_namespaces_name_the_same(tmp_path: Path) -> None:
    plain = read(tmp_path, b"<D><Record><A>1</A></Record></D>")
    assert read(tmp_path, b'<D xmlns="urn:a"><Record><A>1</A></Record></D>') == plain
    assert read(tmp_path, b'<q:D xmlns:q="urn:a"><q:Record><q:A>1</q:A></q:Record></q:D>') == plain


def test_a_record_within_a_record_is_a_part_of_it(tmp_path: Path) -> None:
    (item,) = read(tmp_path, b"<D><Record><Record>1</Record></Record></D>")
    assert item.value == {"Record": "1"}


def test_a_document_may_stand_in_one_line_and_in_a_gzip(tmp_path: Path) -> None:
    content = b"<D>" + b"<Record>1</Record>" * 100_000 + b"</D>"
    limits = Limits(line_bytes=1000)
    file = tmp_path / "a.xml.gz"
    file.write_bytes(gzip.compress(content, 1))
    found = inspect_file(file, Limits(line_bytes=1000, gzip_ratio=10_000))
    assert sum(1 for item in iter_xml_items(found, RECORDS) if item.line) == 100_000
    assert len(read(tmp_path, b"<D>" + b"<Record>1</Record>" * 1000 + b"</D>", limits=limits)) == 1000


def test_memory_does_not_grow_with_the_document(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(b"<D>" + b"<Record><A>some text</A></Record>\n        \n" * 30_000 + b"</D>")
    found = inspect_file(file)
    tracemalloc.start()
    try:
        assert sum(1 for _ in iter_xml_items(found, RECORDS)) == 30_000
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE D [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>
<D><Record>&c;</Record></D>"""
OUTSIDE = b'<!DOCTYPE D [<!ENTITY x SYSTEM "file:///etc/hostname">]><D><Record>&x;</Record></D>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        (b'<!DOCTYPE D SYSTEM "http://localhost/d.dtd"><D/>', "document type"),
        (b"<D><Record>&x;</Record></D>", "undefined entity"),
        (b"<D><Record>1</Record>", "no element found"),
        (b"<D><Record>1</Rec></D>", "mismatched tag"),
        (b"<D/><D/>", "junk after document element"),
        (b"<D><Record a='1' a='2'/></D>", "duplicate attribute"),
        (b"<p:D/>", "unbound prefix"),
        (b"<D>" * 100 + b"</D>" * 100, "more than 64 deep"),
        (b"<D><Record>\x01</Record></D>", "not well-formed"),
        (b'<?xml version="1.0" encoding="no-such"?><D/>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><D/>', "declares the encoding"),
    ],
)
def test_what_is_damaged_or_could_do_harm_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(LoadRejectedError, match=f"line 1: no XML: .*{reason}"):
        read(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        b"<D><Record>" + b"x" * 300_000 + b"</Record></D>",
        b"<D><Record>" + b"<A>1</A>" * 300_000 + b"</Record></D>",
        b"<D><Record a='" + b"x" * 300_000 + b"'/></D>",
        b"<D><!--" + b"x" * 300_000 + b"--></D>",
        b"<" + b"D" * 300_000,
    ],
)
def test_a_record_or_sign_without_end_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(LoadRejectedError, match="within 100000 characters"):
        read(tmp_path, content, limits=Limits(json_item_chars=100_000))


@pytest.mark.parametrize("declared", ["GBK", "gb2312", "GB18030", ""])
def test_chinese_text_is_read_in_the_encoding_of_its_bytes(tmp_path: Path, declared: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    (item,) = read(tmp_path, f"{head}<D><Record>东莞市测试有限公司</Record></D>".encode("gb18030"))
    assert item.value == "东莞市测试有限公司"


@pytest.mark.parametrize(
    ("declared", "encoding", "reason"),
    [
        ("GBK", "utf-8", "is in UTF-8"),
        ("utf-8", "gb18030", "declares the encoding"),
        ("big5", "big5", "encoding|neither"),
    ],
)
def test_an_encoding_that_is_not_the_one_declared_is_refused(
    tmp_path: Path, declared: str, encoding: str, reason: str
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><D><Record>東莞市測試有限公司</Record></D>'
    with pytest.raises(LoadRejectedError, match=reason):
        read(tmp_path, text.encode(encoding))


def test_utf_16_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match="UTF-16"):
        read(tmp_path, "<D><Record>1</Record></D>".encode("utf-16"))


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><table/></html>',
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ],
)
def test_pages_and_workbooks_as_xml_are_refused_with_advice(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnknownFormatError, match=r"save it as \.xlsx"):
        read(tmp_path, content, name="a.xls")


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.xml", b"<D/>", "xml"),
        ("a", b"\xef\xbb\xbf <D/>", "xml"),
        ("a.csv", b'<?xml version="1.0"?><D/>', "xml"),
        ("a.csv", b"<a>,b\n1,2\n", "csv"),
        ("a", b"<5,b\n1,2\n", "csv"),
    ],
)
def test_xml_is_known_by_its_first_signs(tmp_path: Path, name: str, content: bytes, format: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert inspect_file(file).format == format
