"""Files that appear whole or not at all (整体落盘), for their owner alone, and only if nobody was first."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_NO_LINKS: Final = frozenset((errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS))


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A private draft (mode 0600) to fill; then it is linked into place, unless another stands there.

    Leaves no draft behind, and nothing in place if the block raises.

    Raises:
        OSError: the folder cannot be made, or the file not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Some file systems know no links; there two that start together may both write, and the last one stays.
        if not path.exists():
            draft.replace(path)
