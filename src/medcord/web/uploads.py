"""What an upload may bring: counted while it arrives, so that one that is too much fills neither memory nor disk.

Files beyond a limit are told by their size and none of their bytes are kept: the form then refuses them in its own
words, with what was typed beside them still there.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from medcord.formats.evidence import LARGEST_FILE

MB = 1024 * 1024
FORM = 4 * MB  # the other fields of a form
MOST_FILES = 10


class Capped(FileUploadHandler):
    """Stands first in the row of handlers and passes on what is within the limits of the address."""

    # Paths that take other things than attachments: tables of an inventory, folders and archives of advisories.
    ROOMY: Mapping[str, tuple[int, int]] = {"inventory": (100 * MB, 1), "advisories": (256 * MB, 3000)}

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        parts = request.path_info.split("/") if request is not None else []
        roomy = next((self.ROOMY[part] for part in parts if part in self.ROOMY), None)
        self._largest, self._most = roomy or (LARGEST_FILE, MOST_FILES)
        self._number, self._size = 0, 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Before a byte is read: nobody is let send more than the largest upload this address takes."""
        del input_data, META, boundary, encoding
        whole = 512 * MB if self._most > MOST_FILES else self._largest * self._most + FORM
        if content_length > whole:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._number, self._size = self._number + 1, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the next handler; nothing once the file is too large, or one too many."""
        del start
        self._size += len(raw_data)
        return raw_data if self._within() else None

    def _within(self) -> bool:
        return self._size <= self._largest and self._number <= self._most

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """A file beyond a limit: its name and size, and no bytes."""
        del file_size
        if self._within():
            return None
        for handler in self.request.upload_handlers if self.request is not None else ():
            begun = getattr(handler, "file", None)
            if isinstance(begun, TemporaryUploadedFile):
                begun.close()
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, self._size)
