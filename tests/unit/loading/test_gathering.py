"""Folders, standard input, and what is passed over by a named rule."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from graph_engine.errors import LoadRejectedError, RequestError, UnknownFormatError
from graph_engine.loading.files import DEFAULT_LIMITS, inspect_file
from graph_engine.loading.gathering import Piped, gathered, passing_rule
from loaders import LOADERS
from tests.unit.loading.desk import Desk
from tests.unit.loading.test_run import penalty
from tests.workbook_files import zip_bytes

PENALTIES = LOADERS["penalties"]


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", "utf-8")
    return folder


def test_a_folder_means_all_files_in_it_in_sorted_order(tmp_path: Path) -> None:
    folder = fill(tmp_path / "收件", "b.csv", "a/d.csv", "a/c.csv", "z.csv")
    with gathered([folder], DEFAULT_LIMITS) as found:
        assert [file.name for file in found.files] == ["收件/a/c.csv", "收件/a/d.csv", "收件/b.csv", "收件/z.csv"]
        assert found.files[0].path == folder / "a" / "c.csv"


def test_what_never_holds_data_is_passed_over_by_a_named_rule(tmp_path: Path) -> None:
    names = [".DS_Store", "Thumbs.db", "~$a.xlsx", ".~lock.a.ods#", "._a.csv", ".git/config", ".hidden.csv"]
    names += ["README.md", "数据说明.docx", "LICENSE", "__MACOSX/._a.csv"]
    folder = fill(tmp_path / "d", *names, "a.csv")
    (tmp_path / "e.zip").write_bytes(zip_bytes(dict.fromkeys((*names, "a.csv"), "x\n")))
    rules = {
        ".DS_Store": "dropping",
        "Thumbs.db": "dropping",
        "~$a.xlsx": "dropping",
        ".~lock.a.ods#": "dropping",
        "._a.csv": "dropping",
        ".hidden.csv": "hidden_file",
        "README.md": "accompanying_text",
        "数据说明.docx": "accompanying_text",
        "LICENSE": "accompanying_text",
    }
    with gathered([folder, tmp_path / "e.zip"], DEFAULT_LIMITS) as found:
        assert [file.name for file in found.files] == ["d/a.csv", "e.zip/a.csv"]
        assert {entry.file: str(entry.rule) for entry in found.passed_over} == {
            **{f"d/{name}": rule for name, rule in rules.items()},
            **{f"e.zip/{name}": rule for name, rule in rules.items()},
            # A folder is passed over once, a member of an archive for itself.
            "d/.git": "hidden_file",
            "d/__MACOSX": "dropping",
            "e.zip/.git/config": "hidden_file",
            "e.zip/__MACOSX/._a.csv": "dropping",
        }


@pytest.mark.parametrize("name", ["readme.csv", "说明.xlsx", "readme2.txt", "license-list.csv", "a.csv", "~a.csv"])
def test_names_that_may_well_be_data_are_not_passed_over(name: str) -> None:
    assert passing_rule(name) is None


def test_a_folder_called_notice_is_no_notice(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", "说明/a.csv", "notice/b.csv", "notice/LICENSE")
    (tmp_path / "in.zip").write_bytes(zip_bytes({"说明/a.csv": "x\n", "notice/b.csv": "x\n"}))
    with gathered([folder, tmp_path / "in.zip"], DEFAULT_LIMITS) as found:
        names = [file.name for file in found.files]
    assert names == ["in/notice/b.csv", "in/说明/a.csv", "in.zip/notice/b.csv", "in.zip/说明/a.csv"]


def test_a_file_that_is_named_itself_is_never_passed_over(tmp_path: Path) -> None:
    folder = fill(tmp_path, ".hidden.csv")
    with gathered([folder / ".hidden.csv"], DEFAULT_LIMITS) as found:
        assert [file.name for file in found.files] == [".hidden.csv"]


def test_files_that_do_not_belong_in_a_folder_refuse_the_load_and_are_all_named(desk: Desk) -> None:
    folder = desk.folder / "in"
    folder.mkdir()
    desk.table("in/a.csv", [penalty(1)])
    desk.write("in/b.pdf", b"%PDF-1.7\n")
    desk.write("in/c.docx", zip_bytes({"[Content_Types].xml": "<x/>"}))
    desk.write("in/notes.txt", "ring the court\n")
    with pytest.raises(UnknownFormatError, match=r"b.pdf: a PDF.*; 2 more do not fit: .*c.docx, .*notes.txt$"):
        desk.load(PENALTIES, folder)


def test_what_was_passed_over_stands_in_the_report(desk: Desk) -> None:
    folder = desk.folder / "in"
    folder.mkdir()
    desk.table("in/a.csv", [penalty(1)])
    fill(folder, "README.txt")
    report = desk.load(PENALTIES, folder)
    assert report.as_dict()["passed_over"] == {"in/README.txt": "accompanying_text"}
    assert [document.file for document in report.documents] == ["in/a.csv"]
    assert [document.name for document in desk.kept.documents] == ["in/a.csv"]


def test_folders_without_files_and_links_to_folders_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UnknownFormatError, match="holds no file to load"), gathered([empty], DEFAULT_LIMITS):
        pass
    folder = fill(tmp_path / "in", "a.csv")
    (folder / "again").symlink_to(folder, target_is_directory=True)
    with pytest.raises(LoadRejectedError, match="a link to a folder"), gathered([folder], DEFAULT_LIMITS):
        pass


def test_what_is_no_file_is_refused_without_waiting_for_it(desk: Desk) -> None:
    folder = desk.folder / "in"
    folder.mkdir()
    desk.table("in/a.csv", [penalty(1)])
    os.mkfifo(folder / "pipe")
    with pytest.raises(LoadRejectedError, match="pipe: not a file"):
        desk.load(PENALTIES, folder)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", *(f"{number}.csv" for number in range(4)))
    limits = replace(DEFAULT_LIMITS, files=3)
    with pytest.raises(LoadRejectedError, match="more than 3 files"), gathered([folder], limits):
        pass


def test_a_name_in_another_encoding_can_be_told(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in ("失信".encode("gb18030") + b".csv", b"\xff\xfe.csv"):
        with open(folder + b"/" + name, "wb") as file:
            file.write(b"x\n")
    with gathered([tmp_path], DEFAULT_LIMITS) as found:
        names = sorted(inspect_file(file).name.rpartition("/")[2] for file in found.files[:1])
        names += [file.name.rpartition("/")[2] for file in found.files[1:]]
    assert sorted(names) == sorted(["失信.csv", "\ufffd\ufffd.csv"])


# ---------------------------------------------------------------------- standard input


def test_standard_input_is_kept_while_it_is_read_and_no_longer(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    piped = Piped(io.BytesIO(b"x,y\n1,2\n"), "处罚.csv")
    with gathered([Path("-")], DEFAULT_LIMITS, scratch, piped) as found:
        file = inspect_file(found.files[0])
        assert (file.name, file.title, str(file.path)) == ("处罚.csv", "处罚", "处罚.csv")
        for _ in range(2):
            with file.text() as text:
                assert text.read() == "x,y\n1,2\n"
        assert list(scratch.iterdir())
    assert not list(scratch.iterdir())


def test_standard_input_is_refused_where_nothing_is_piped_in_or_twice() -> None:
    dash = Path("-")
    with pytest.raises(RequestError, match="standard input"), gathered([dash], DEFAULT_LIMITS):
        pass
    piped = Piped(io.BytesIO(b"x\n"))
    with pytest.raises(RequestError, match="standard input"), gathered([dash, dash], DEFAULT_LIMITS, None, piped):
        pass
    with pytest.raises(RequestError, match="no file"), gathered([], DEFAULT_LIMITS):
        pass
