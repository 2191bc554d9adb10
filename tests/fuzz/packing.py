"""Bytes: how they are damaged, and the containers that files come in, honest and hostile."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from random import Random

from tests.workbook_files import compound_file, zip_bytes

_BEGINNING_OF_RECORDS = struct.pack("<HH", 0x0809, 16)

MAGIC = (
    *(
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ),
    *(b"%PDF", b"{", b"[", b'{"a":', b"<?xml version='1.0'?>", b"<html>", b"\x84\x31\x95\x33", b"\x09\x08\x10\x00"),
)


def damage(content: bytes, random: Random) -> bytes:
    """Content cut, flipped, doubled or with something thrown in, in one to four places."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4))):
        place = random.randint(0, len(changed))
        match random.randrange(7):
            case 0:
                del changed[place:]
            case 1 if changed:
                changed[min(place, len(changed) - 1)] = random.randrange(256)
            case 2:
                del changed[place : place + random.choice((1, 2, 64))]
            case 3:
                changed[place:place] = random.choice((b"\0", b"\xff", b"\r", b"\xef\xbb\xbf", b'"', b"\xed\xa0\x80"))
            case 4:
                changed[place:place] = changed[place : place + random.choice((1, 16, 500))]
            case 5:
                changed[place : place + 4] = struct.pack(
                    "<I", random.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE))
                )
            case _:
                changed += random.randbytes(random.choice((1, 16, 600)))
    return bytes(changed)


def damage_within(content: bytes, random: Random) -> bytes:
    """A workbook or archive that is whole, around a part that is damaged: past every checksum."""
    if not content.startswith(b"PK"):
        # An .xls of our own writer: one sector of tables and one of names, then the records.
        place = content.index(_BEGINNING_OF_RECORDS)
        changed = damage(content[place:], random)
        return content[:place] + changed.ljust(len(content) - place, b"\0")[: len(content) - place]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    name = random.choice(sorted(parts))
    return zip_bytes({**parts, name: damage(parts[name], random)})


def wrapped(content: bytes) -> bool:
    """Whether it is a compound file."""
    return content.startswith(b"\xd0\xcf\x11\xe0")


def noise(random: Random) -> bytes:
    """Bytes that mean nothing, often behind the sign of some format."""
    body = random.choice((
        random.randbytes(random.choice((0, 3, 40, 700, 5_000))),
        bytes(random.choice(b"\n\r,\t\";{}[]:0a\xe4") for _ in range(random.choice((5, 90, 3_000)))),
    ))  # fmt: skip
    return random.choice(MAGIC) + body


def packed(files: dict[str, bytes], random: Random) -> dict[str, bytes]:
    """The same files as they are, or within some container."""
    match random.randrange(12):
        case 0 | 1:
            return {f"{name}.gz": gzip.compress(content, 1, mtime=0) for name, content in files.items()}
        case 2 | 3:
            return {"包.zip": zip_bytes(files)}
        case 4:
            return {f"in/{name}": content for name, content in files.items()} | {
                "in/.DS_Store": b"x",
                "in/README.md": b"x",
            }
        case 5:
            return {"包.zip": _hostile(files, random)}
        case 6 if random.random() < 0.3:
            name = random.choice(sorted(files))
            content = files[name]
            return {
                **files,
                name: compound_file({random.choice(("Workbook", "Book", "EncryptedPackage", "x")): content}),
            }
        case _:
            return files


def _hostile(files: dict[str, bytes], random: Random) -> bytes:
    names = list(files)
    inner = dict(files)
    match random.randrange(9):
        case 0:
            return zip_bytes({"in.zip": zip_bytes(inner)})
        case 1:
            return zip_bytes({f"../{name}": content for name, content in inner.items()})
        case 2:
            return zip_bytes({**inner, "bomb.csv": b"a,b\n" * 2_000_000})
        case 3:
            twice = gzip.compress(gzip.compress(inner[names[0]], mtime=0), mtime=0)
            return zip_bytes({**inner, f"{names[0]}.gz": twice})
        case 4:
            return zip_bytes({**inner, "__MACOSX/._x": b"x", "说明.txt": b"x", "empty/": b"", ".hidden": b"x"})
        case 5:
            return zip_bytes(
                {**inner, random.choice(("a\0b.csv", "a\u202e.csv", "C:\\x.csv", "x" * 300, ".", "//")): b"x\n"}
            )
        case 6:
            return zip_bytes({**inner, **{f"{number}.txt": b"" for number in range(1_200)}})
        case 7:
            locked = bytearray(zip_bytes(inner))
            locked[locked.index(b"PK\x01\x02") + 8] |= 1
            return bytes(locked)
        case _:
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w", random.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))) as archive:
                for name, content in inner.items():
                    # Without a date of its own it has that of now, and the case is another one every time.
                    archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, archive.compression)
            return stream.getvalue()
