"""The office's key: texts, files, and the key for trials that is whole or not there."""

import base64
import stat
from pathlib import Path

import pytest

from graph_engine.errors import VaultError
from graph_engine.store.office_key import OfficeKey, open_office_key, trial_key_path, vault_path
from tests.unit.store.processes import run_together

KEY = bytes(range(200, 232))


def test_a_text_in_hex_or_base64_gives_the_key(tmp_path: Path) -> None:
    beside = tmp_path / "graph.sqlite"
    for text in (
        KEY.hex(),
        KEY.hex().upper(),
        f"  {KEY.hex(' ', 4)}\n",
        base64.b64encode(KEY).decode(),
        base64.b64encode(KEY).decode().rstrip("="),
        base64.urlsafe_b64encode(KEY).decode(),
    ):
        key = open_office_key(text, beside)
        assert (key.key, key.trial, key.path) == (KEY, False, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [KEY, KEY.hex().encode(), b"\xef\xbb\xbf" + base64.b64encode(KEY) + b"\r\n"])
def test_a_file_holds_the_key_or_its_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "office.key"
    path.write_bytes(content)
    key = open_office_key(path, tmp_path / "graph.sqlite")
    assert (key.key, key.trial, key.path) == (KEY, False, path)


@pytest.mark.parametrize("text", ["", "secret", KEY.hex()[:-2], KEY.hex() + "00", "z" * 64, "密钥", "A" * 43 + "!"])
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(VaultError, match="32 bytes") as raised:
        open_office_key(text, tmp_path / "graph.sqlite")
    assert not text or text not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"0123456789abcdef0123456789abcdef", b"\xff" * 31, b"x" * 10_000])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "office.key"
    path.write_bytes(content)
    with pytest.raises(VaultError, match=r"office\.key"):
        open_office_key(path, tmp_path / "graph.sqlite")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="cannot read"):
        open_office_key(tmp_path / "none.key", tmp_path / "graph.sqlite")


def test_without_a_key_one_for_trials_is_made_once(tmp_path: Path) -> None:
    beside = tmp_path / "new folder" / "graph.sqlite"
    first = open_office_key(None, beside)
    assert first.trial
    assert first.path == trial_key_path(beside)
    assert first.path is not None
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert open_office_key(None, beside) == first
    assert [path.name for path in beside.parent.iterdir()] == ["graph.sqlite.trial-key"]
    assert open_office_key(None, tmp_path / "other.sqlite").key != first.key


def test_no_key_for_trials_is_made_beside_a_vault_whose_key_is_missing(tmp_path: Path) -> None:
    beside = tmp_path / "graph.sqlite"
    vault_path(beside).touch()
    with pytest.raises(VaultError, match="needs a key that is not here"):
        open_office_key(None, beside)
    elsewhere = tmp_path / "kept" / "apart.vault"
    elsewhere.parent.mkdir()
    elsewhere.touch()
    with pytest.raises(VaultError, match=r"apart\.vault needs a key"):
        open_office_key(None, tmp_path / "second.sqlite", vault=elsewhere)
    assert not trial_key_path(beside).exists()


def test_where_no_key_can_be_kept_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VaultError, match="cannot keep a key"):
        open_office_key(None, tmp_path / "file" / "graph.sqlite")


def test_processes_that_start_together_get_one_key(tmp_path: Path) -> None:
    beside = tmp_path / "store" / "graph.sqlite"
    script = f"""
from graph_engine.store.office_key import open_office_key
wait()
print(open_office_key(None, pathlib.Path({str(beside)!r})).key.hex())
"""
    keys = set(run_together([script] * 3, tmp_path))
    assert keys == {open_office_key(None, beside).key.hex()}
    assert [path.name for path in beside.parent.iterdir()] == ["graph.sqlite.trial-key"]


def test_the_key_id_is_short_steady_and_of_the_key() -> None:
    key = OfficeKey(KEY)
    assert len(key.key_id) == 8
    assert key.key_id == OfficeKey(KEY, trial=True).key_id
    assert key.key_id != OfficeKey(bytes(32)).key_id
    assert key.key_id not in KEY.hex()
    assert key.keyed_hash().person("11010519491231002X").startswith(f"{key.key_id}:")


def test_the_key_is_never_printed_and_must_be_whole() -> None:
    assert KEY.hex() not in repr(OfficeKey(KEY))
    assert repr(KEY) not in repr(OfficeKey(KEY))
    with pytest.raises(VaultError, match="32 bytes, not 31"):
        OfficeKey(KEY[1:])


def test_keys_for_two_purposes_differ_from_each_other_and_from_the_key() -> None:
    key = OfficeKey(KEY)
    assert key.derive("one", 16) == key.derive("one", 16)
    assert len({key.derive("one", 16), key.derive("two", 16), KEY[:16]}) == 3
