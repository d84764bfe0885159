"""How somebody who reported a flaw wishes to be thanked. An advisory says nothing of it that was not chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from medcord.core.advisory import Acknowledgment
from medcord.core.refusals import InputRefusal

FOR_REPORTING: Final = "reporting this vulnerability"
LONGEST: Final = 120
LONGEST_LINK: Final = 200

_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_LINK: Final = re.compile(r"https://[!-~]+", re.IGNORECASE)


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
    link: str = ""
    """A page of theirs, told with the name and never without one."""

    @property
    def says(self) -> Acknowledgment | None:
        """What the advisory says; None for nothing. A choice without the words for it says nothing."""
        name = (self.name,) if self.name and self.thanks in (Thanks.NAME, Thanks.BOTH) else ()
        of = self.organisation if self.thanks in (Thanks.ORGANISATION, Thanks.BOTH) else ""
        if self.thanks is Thanks.ANONYMOUS:
            return Acknowledgment(summary=f"{FOR_REPORTING}; a finder who wishes not to be named")
        urls = (self.link,) if self.link else ()
        return Acknowledgment(names=name, organization=of, summary=FOR_REPORTING, urls=urls) if name or of else None


def checked_link(given: str) -> str:
    """An address that an advisory may lead its readers to; "" for none. Raises InputRefusal.

    Only https, a host with a name, and nothing before it that could pass for another host.
    """
    text = given.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    named = _HOST.fullmatch(host) is not None and not host.rpartition(".")[2].isdigit()
    plain = parts.scheme == "https" and parts.username is None and port in (None, 443)
    if not (named and plain and _LINK.fullmatch(text)) or len(text) > LONGEST_LINK:
        raise InputRefusal(
            "The link must be a web address that begins with https:// and names a host, such as "
            f"https://lab.example/people, without spaces, sign-in or port, at most {LONGEST_LINK} characters. Copy it "
            "from the browser, or leave it empty.",
            code="bad-link",
            fields={"field": "link"},
        )
    return text


def require_words(thanks: Thanks, name: str, organisation: str) -> None:
    """Raise InputRefusal for a choice without the words for it."""
    if thanks in (Thanks.NAME, Thanks.BOTH) and not 0 < len(name) <= LONGEST:
        raise InputRefusal(f"Give the name to thank, at most {LONGEST} characters.", fields={"field": "name"})
    if thanks in (Thanks.ORGANISATION, Thanks.BOTH) and not 0 < len(organisation) <= LONGEST:
        raise InputRefusal(
            f"Give the organisation to thank, at most {LONGEST} characters.", fields={"field": "organisation"}
        )


def claimed(name: str, organisation: str, link: str) -> Wish:
    """What somebody claims who gives these words: by name, by organisation, or by both. Raises InputRefusal."""
    name, organisation = " ".join(name.split()), " ".join(organisation.split())
    by = Thanks.BOTH if name and organisation else Thanks.ORGANISATION if organisation else Thanks.NAME
    require_words(by, name, organisation)
    return Wish(by, name, organisation, checked_link(link))


def acknowledged(wishes: Iterable[Wish]) -> tuple[Acknowledgment, ...]:
    """The thanks of an advisory, in the order of the reports, each once."""
    return tuple(dict.fromkeys(said for said in (one.says for one in wishes) if said is not None))
