"""What medcord says when it refuses.

    Refusal
    ├── InputRefusal            the input cannot be used as it is (HTTP 422, exit 2)
    │   └── UnreadableFile      a file, row or path in it cannot be read
    ├── RuleRefusal             the rules of the process forbid it now (HTTP 409)
    │   ├── EditedMeanwhile     somebody saved first; what was typed is kept
    │   ├── DamagedFile         a kept file was changed on the disk; nothing of it is handed out
    │   └── NodeKeyMissing      files are sealed by a key the node does not have
    ├── NotAllowed              seen, but not yours to do (HTTP 403)
    ├── NotFound                unseen and absent look the same (HTTP 404)
    └── TryLater                too many attempts; it says when the next one counts (HTTP 429)

Every refusal is a sentence a person can act on (what, where, why, what to do), with a stable ``code`` for programs.
"""

from __future__ import annotations

import math
from datetime import timedelta


class Refusal(Exception):
    """A refused act. ``sentence`` is shown as it stands; ``fields`` names what it is about, never content."""

    code = "refused"
    status = 400

    def __init__(self, sentence: str, *, code: str | None = None, fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or type(self).code
        self.fields: dict[str, str] = dict(fields or {})

    def as_dict(self) -> dict[str, object]:
        """The shape every face shows: ``{"code", "sentence", "fields"}``."""
        return {"code": self.code, "sentence": self.sentence, "fields": self.fields}


class InputRefusal(Refusal):
    """What was given cannot be used as it is."""

    code = "input"
    status = 422


class UnreadableFile(InputRefusal):
    """A file cannot be read. ``where`` is the row, line or JSON path, empty when it is the whole file."""

    code = "unreadable-file"

    def __init__(self, file: str, why: str, todo: str, *, where: str = "", code: str | None = None) -> None:
        place = f"{file}, {where}" if where else file
        super().__init__(f"{place}: {why} {todo}".strip(), code=code, fields={"file": file, "where": where})
        self.file, self.where, self.why, self.todo = file, where, why, todo


class RuleRefusal(Refusal):
    """The rules of the process forbid this step in the present state."""

    code = "rule"
    status = 409


class EditedMeanwhile(RuleRefusal):
    """Another member saved first."""

    code = "edited-meanwhile"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Somebody else changed this {what} while you were typing. What you typed is kept below: "
            "compare it with the present text, then save again.",
            fields={"what": what},
        )


class DamagedFile(RuleRefusal):
    """What is kept is not what was written."""

    code = "damaged-file"

    def __init__(self) -> None:
        super().__init__(
            "This file was changed or damaged where it is kept, so nothing of it is handed out. "
            "Tell the people who run the node: a copy from before can be put back."
        )


class NodeKeyMissing(RuleRefusal):
    """The key that opens the node's files is not there, or not as it should be."""

    code = "node-key"


class NotAllowed(Refusal):
    """The viewer may see the thing but may not do this to it."""

    code = "not-allowed"
    status = 403


class NotFound(Refusal):
    """Nothing here for this viewer. A hidden thing and an absent one give this same answer."""

    code = "not-found"
    status = 404

    def __init__(self, what: str = "page") -> None:
        super().__init__(f"There is no such {what}, or it is not open to you.", fields={"what": what})


class TryLater(Refusal):
    """Too many attempts in too short a time. ``seconds`` is the whole wait, for the Retry-After header."""

    code = "try-later"
    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        minutes = math.ceil(self.seconds / 60)
        span = f"{self.seconds} seconds" if self.seconds < 120 else f"{minutes} minutes"
        super().__init__(
            f"Too many attempts came one after the other. Nothing was done with this one. Wait {span}, then try "
            "again; trying earlier does not make the wait longer.",
            fields={"seconds": str(self.seconds)},
        )
