"""The vault: what goes in comes out under the right key only, and nothing in the file can be read."""

import contextlib
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB, GCM
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.errors import RowError, StoreUnavailableError, VaultError
from graph_engine.model.identifiers import resident_id_check
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import Sealer, Vault, open_vault
from tests.unit.store.processes import run_together

KEY = OfficeKey(bytes(range(32)))
OTHER = OfficeKey(bytes(range(1, 33)))


def invented(count: int) -> list[str]:
    bodies = (
        f"44190019{60 + place // 336:02d}{place // 28 % 12 + 1:02d}{place % 28 + 1:02d}{place % 997:03d}"
        for place in range(count)
    )
    return [body + resident_id_check(body) for body in bodies]


NUMBERS = invented(1_200)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.sqlite.vault"


@pytest.fixture
def vault(path: Path) -> Iterator[Vault]:
    with open_vault(path, KEY) as opened:
        yield opened


def bytes_beside(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_sm4_gives_the_published_vector() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    encryptor = Cipher(SM4(key), ECB()).encryptor()
    assert (encryptor.update(key) + encryptor.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_in_gcm_gives_the_vector_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    text = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
    encryptor = Cipher(SM4(key), GCM(bytes.fromhex("00001234567800000000ABCD"))).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    sealed = encryptor.update(text) + encryptor.finalize()
    assert sealed.hex().upper().startswith("17F399F08C67D5EE19D0DC9969C4BB7D")
    assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


def test_numbers_come_out_as_they_went_in(vault: Vault) -> None:
    hashes = KEY.keyed_hash()
    assert vault.put(NUMBERS) == len(NUMBERS) == len(set(NUMBERS))
    assert vault.count() == len(NUMBERS)
    assert all(vault.get_number(hashes.person(number)) == number for number in NUMBERS)
    assert vault.get_number(hashes.person("11010519491231002X")) is None


def test_putting_again_changes_nothing(path: Path) -> None:
    with open_vault(path, KEY) as vault:
        assert vault.put(NUMBERS[:700]) == 700
    before = path.read_bytes()
    with open_vault(path, KEY) as vault:
        assert vault.put(NUMBERS[:700] * 2) == 0
    assert path.read_bytes() == before
    with open_vault(path, KEY) as vault:
        assert vault.put(NUMBERS[690:710]) == 10


def test_both_generations_of_a_number_are_one_entry_of_eighteen_characters(vault: Vault) -> None:
    assert vault.put(["110105491231002", "11010519491231002x"]) == 1
    assert vault.get_number(KEY.keyed_hash().person("110105491231002")) == "11010519491231002X"


def test_nothing_in_the_file_can_be_read(path: Path) -> None:
    with open_vault(path, KEY) as vault:
        vault.put(NUMBERS)
        sealed = vault.seal("张三 13800138000 广东省东莞市".encode())
        content = bytes_beside(path) + sealed
    content += bytes_beside(path)
    for number in NUMBERS[:200]:
        assert number.encode() not in content
        assert number[6:14].encode() + number[14:17].encode() not in content
    assert b"13800138000" not in content
    assert "东莞".encode() not in content
    for secret in (KEY.key, KEY.key.hex().encode(), KEY.derive("vault-sm4-gcm", 16)):
        assert secret not in content


def test_the_file_is_its_owner_s_alone(path: Path, vault: Vault) -> None:
    vault.put(NUMBERS[:3])
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_one_bad_number_keeps_all_out(vault: Vault) -> None:
    with pytest.raises(RowError) as raised:
        vault.put([*NUMBERS[:600], "110105194912310021"])
    assert "110105194912310021" not in str(raised.value)
    assert vault.count() == 0
    assert vault.put(NUMBERS[:1]) == 1


def test_a_source_that_breaks_off_keeps_all_out(vault: Vault) -> None:
    def numbers() -> Iterator[str]:
        yield from NUMBERS[:600]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.put(numbers())
    assert vault.count() == 0


def test_another_key_is_told_at_once(path: Path, vault: Vault) -> None:
    vault.put(NUMBERS[:2])
    with pytest.raises(VaultError, match=f"under key {KEY.key_id}, not under key {OTHER.key_id}"):
        open_vault(path, OTHER)
    assert vault.count() == 2


def test_sealed_rows_open_under_their_own_key_only(vault: Vault, tmp_path: Path) -> None:
    row = "甲公司\x1f110105194912310021".encode()
    sealed = vault.seal(row)
    assert vault.open(sealed) == row
    assert vault.seal(row) != sealed
    assert Sealer(KEY).open(sealed) == row
    with open_vault(tmp_path / "other.vault", OTHER) as other, pytest.raises(VaultError, match=KEY.key_id):
        other.open(sealed)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"x" * 100, bytes(40)])
def test_what_is_not_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(VaultError, match="no sealed text"):
        Sealer(KEY).open(sealed)


@settings(derandomize=True, max_examples=100)
@given(st.binary(max_size=64), st.data())
def test_whatever_is_sealed_opens_and_any_changed_bit_is_told(text: bytes, data: st.DataObject) -> None:
    sealer = Sealer(KEY)
    sealed = bytearray(sealer.seal(text))
    assert sealer.open(bytes(sealed)) == text
    place = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(VaultError):
        sealer.open(bytes(sealed))


def test_a_sealed_text_opens_only_where_it_belongs() -> None:
    sealed = Sealer(KEY).seal(b"x", "here")
    with pytest.raises(VaultError, match="damaged or stands in the wrong place"):
        Sealer(KEY).open(sealed, "there")


def test_an_entry_moved_to_another_person_is_told(path: Path) -> None:
    hashes = KEY.keyed_hash()
    one, other = hashes.person(NUMBERS[0]), hashes.person(NUMBERS[1])
    with open_vault(path, KEY) as vault:
        vault.put(NUMBERS[:2])
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE identity SET sealed = (SELECT sealed FROM identity WHERE person_key = ?) WHERE person_key = ?",
            (one, other),
        )
    connection.close()
    with open_vault(path, KEY) as vault:
        assert vault.get_number(one) == NUMBERS[0]
        with pytest.raises(VaultError, match="damaged"):
            vault.get_number(other)


def test_rotation_gives_every_person_a_new_key_and_the_number_stays(path: Path) -> None:
    old, new = KEY.keyed_hash(), OTHER.keyed_hash()
    with open_vault(path, KEY) as vault:
        vault.put(NUMBERS)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            sealed_before = [row[0] for row in connection.execute("SELECT sealed FROM identity LIMIT 50")]
        changes = vault.rotate(OTHER)
        assert changes == {old.person(number): new.person(number) for number in NUMBERS}
        assert vault.key_id == OTHER.key_id
        assert vault.put(NUMBERS) == 0
        assert all(vault.get_number(new.person(number)) == number for number in NUMBERS[:50])
        assert dict(vault.key_changes(KEY)) == changes
    content = bytes_beside(path)
    assert not any(sealed in content for sealed in sealed_before)
    assert not any(person_key.encode() in content for person_key in changes)
    with pytest.raises(VaultError, match=f"under key {OTHER.key_id}"):
        open_vault(path, KEY)
    with open_vault(path, OTHER) as vault:
        assert vault.count() == len(NUMBERS)


def test_rotation_to_the_key_in_use_is_refused(vault: Vault) -> None:
    with pytest.raises(VaultError, match="the one in use"):
        vault.rotate(OfficeKey(KEY.key, trial=True))


def test_a_rotation_that_meets_a_damaged_entry_changes_nothing(path: Path) -> None:
    hashes = KEY.keyed_hash()
    with open_vault(path, KEY) as vault:
        vault.put(NUMBERS[:20])
    with sqlite3.connect(path) as connection:
        damaged = hashes.person(NUMBERS[7])
        connection.execute("UPDATE identity SET sealed = zeroblob(60) WHERE person_key = ?", (damaged,))
    connection.close()
    with open_vault(path, KEY) as vault:
        with pytest.raises(VaultError, match="no sealed text"):
            vault.rotate(OTHER)
        assert vault.key_id == KEY.key_id
        assert vault.get_number(hashes.person(NUMBERS[3])) == NUMBERS[3]
        assert vault.count() == 20


def test_whoever_still_holds_the_old_key_is_told_after_a_rotation(path: Path) -> None:
    with open_vault(path, KEY) as stale, open_vault(path, KEY) as vault:
        vault.put(NUMBERS[:5])
        vault.rotate(OTHER)
        message = f"under key {OTHER.key_id}, not under key {KEY.key_id}"
        with pytest.raises(VaultError, match=message):
            stale.put(NUMBERS[5:6])
        with pytest.raises(VaultError, match=message):
            stale.get_number(KEY.keyed_hash().person(NUMBERS[0]))
        assert vault.count() == 5


def test_a_foreign_or_damaged_file_is_no_vault(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(VaultError, match="is no vault"):
        open_vault(path, KEY)
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(VaultError, match="damaged or no vault"):
        open_vault(path, KEY)


def test_a_newer_format_is_refused(path: Path) -> None:
    open_vault(path, KEY).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(VaultError, match="has format 2"):
        open_vault(path, KEY)


def test_a_vault_without_its_check_is_refused(path: Path) -> None:
    open_vault(path, KEY).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM seal_check")
    connection.close()
    with pytest.raises(VaultError, match="lost its key check"):
        open_vault(path, KEY)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailableError, match="cannot make the vault"):
        open_vault(tmp_path / "file" / "a.vault", KEY)
    with pytest.raises(StoreUnavailableError, match="unable to open"):
        open_vault(tmp_path, KEY)


def test_a_reader_does_not_wait_for_a_writer(path: Path) -> None:
    person = KEY.keyed_hash().person(NUMBERS[0])
    with open_vault(path, KEY) as writer:
        writer.put(NUMBERS[:1])

        def numbers() -> Iterator[str]:
            yield from NUMBERS[1:700]
            with open_vault(path, KEY) as reader:
                assert reader.get_number(person) == NUMBERS[0]
                assert reader.count() == 1
            yield NUMBERS[700]

        assert writer.put(numbers()) == 700


def test_processes_that_start_together_make_one_vault(tmp_path: Path) -> None:
    path = tmp_path / "store" / "graph.sqlite.vault"
    scripts = [
        f"""
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import open_vault
numbers = {NUMBERS[place * 100 : place * 100 + 150]!r}
wait()
with open_vault(pathlib.Path({str(path)!r}), OfficeKey(bytes(range(32)))) as vault:
    print(vault.put(numbers))
"""
        for place in range(3)
    ]
    added = sum(map(int, run_together(scripts, tmp_path)))
    with open_vault(path, KEY) as vault:
        assert vault.count() == added == 350
