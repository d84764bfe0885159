"""Files that their owner alone may read: the halves of keys that stay secret, and what stands beside them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def written_apart(folder: Path, data: bytes) -> Path:
    """Write ``data`` whole, mode 0600, to a new file of ``folder``, whose place it takes by a rename or a link of the
    caller: a reader never meets half a key. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=folder, suffix=".part")  # mode 0600
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
