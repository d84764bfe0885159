"""A file read part by part, each part in a step of its own.

The open reader is kept between steps of one process; another process, or the same after a kill, opens the file again
and skips what is staged already. What is read depends on file and columns alone, so both ways give the same parts.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from medcord.core.device.value import Device
from medcord.formats.inventory import DeviceFile, RowProblem, read_devices

_MOST_OPEN = 2  # files kept open between steps


@dataclass(frozen=True, slots=True)
class Part:
    """Some devices in file order. ``problem_count`` may exceed ``problems``: a hopeless file has more than are kept."""

    devices: tuple[Device, ...]
    problems: tuple[RowProblem, ...]
    problem_count: int
    bytes_read: int
    done: bool


@dataclass(slots=True)
class _Reading:
    file: DeviceFile
    devices: Iterator[Device]
    at: int = 0
    kept: int = field(default=0)
    counted: int = field(default=0)

    def take(self, most: int) -> tuple[Device, ...]:
        taken = tuple(islice(self.devices, most))
        self.at += len(taken)
        return taken

    def new_problems(self) -> tuple[tuple[RowProblem, ...], int]:
        found = tuple(self.file.problems[self.kept :])
        count = self.file.problem_count - self.counted
        self.kept, self.counted = len(self.file.problems), self.file.problem_count
        return found, count


_open: OrderedDict[UUID, _Reading] = OrderedDict()


def next_part(
    batch: UUID, data: Callable[[], bytes], *, name: str, columns: Mapping[str, str], after: int, most: int
) -> Part:
    """The next ``most`` devices after the first ``after``. Raises UnreadableFile where the file breaks off."""
    reading = _open.pop(batch, None)
    if reading is None or reading.at != after:
        file = read_devices(io.BytesIO(data()), name=name, mapping=columns)
        reading = _Reading(file, file.devices())
        if after:
            reading.take(after)
            reading.new_problems()
    devices = reading.take(most)
    problems, count = reading.new_problems()
    done = len(devices) < most
    if not done:
        _open[batch] = reading
        while len(_open) > _MOST_OPEN:
            _open.popitem(last=False)
    return Part(devices, problems, count, reading.file.progress[0], done)


def forget(batch: UUID) -> None:
    """Close the reader of a file that is not read any further."""
    _open.pop(batch, None)
