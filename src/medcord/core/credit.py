"""How somebody who reported a flaw wishes to be thanked. An advisory says nothing of it that was not chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from medcord.core.advisory import Acknowledgment

FOR_REPORTING: Final = "reporting this vulnerability"


class Thanks(StrEnum):
    """What of a finder may stand in the advisory."""

    NAME = "name"
    ORGANISATION = "organisation"
    BOTH = "both"
    ANONYMOUS = "anonymous"
    NONE = "none"


WORDS: Final = {
    Thanks.NAME: "By my name",
    Thanks.ORGANISATION: "By my organisation",
    Thanks.BOTH: "By both",
    Thanks.ANONYMOUS: "As somebody who wishes not to be named",
    Thanks.NONE: "Not at all",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """One finder's choice, with what they gave for it."""

    thanks: Thanks
    name: str = ""
    organisation: str = ""

    @property
    def says(self) -> Acknowledgment | None:
        """What the advisory says; None for nothing. A choice without the words for it says nothing."""
        name = (self.name,) if self.name and self.thanks in (Thanks.NAME, Thanks.BOTH) else ()
        of = self.organisation if self.thanks in (Thanks.ORGANISATION, Thanks.BOTH) else ""
        if self.thanks is Thanks.ANONYMOUS:
            return Acknowledgment(summary=f"{FOR_REPORTING}; a finder who wishes not to be named")
        return Acknowledgment(names=name, organization=of, summary=FOR_REPORTING) if name or of else None


def acknowledged(wishes: Iterable[Wish]) -> tuple[Acknowledgment, ...]:
    """The thanks of an advisory, in the order of the reports, each once."""
    return tuple(dict.fromkeys(said for said in (one.says for one in wishes) if said is not None))
