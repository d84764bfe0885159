"""What leaves by the command line: texts without control characters, files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from medcord.core.refusals import InputRefusal


def clean(text: str) -> str:
    """Foreign text made safe for a terminal: one line, no control, format or direction characters."""
    if text.isascii() and text.isprintable():
        return text
    return " ".join("".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or _shows(sign)).split())


def _shows(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def write_folder(path: Path) -> Path:
    """The folder a file is to be written in. Refuses, before any work is done, a place that cannot be written."""
    folder = path.parent
    if path.is_dir():
        raise InputRefusal(f"--out {path}: this is a folder. Give the name of a file in it.", code="cannot-write")
    if not folder.is_dir():
        raise InputRefusal(f"--out {path}: there is no folder {folder}. Make it first.", code="cannot-write")
    if not os.access(folder, os.W_OK):
        raise InputRefusal(f"--out {path}: you may not write in {folder}. Choose another place.", code="cannot-write")
    return folder


@contextlib.contextmanager
def whole_file(path: Path | None) -> Iterator[TextIO]:
    """A stream that becomes the file when all went well; otherwise the old file stands. None is standard output."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    folder = write_folder(path)
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=folder)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files only the owner may read; what people export has the rights their other files have.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except OSError as failure:
        raise InputRefusal(
            f"--out {path}: it cannot be written ({failure.strerror}). The old file, if any, is untouched.",
            code="cannot-write",
        ) from failure
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
