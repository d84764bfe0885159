"""Whose key an OpenPGP key says it is."""

from __future__ import annotations

import re

_NOT_IN_A_NAME = re.compile(r"[<>\x00-\x1f\x7f]+")


def name_of(name: str, contact: str) -> str:
    """An OpenPGP user id: the organisation, and its mail address if it has one."""
    plain = " ".join(_NOT_IN_A_NAME.sub(" ", name).split()) or "CSAF provider"
    mail = contact.removeprefix("mailto:")
    return f"{plain} <{mail}>" if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", mail) else plain
