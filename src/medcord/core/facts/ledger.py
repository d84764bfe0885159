"""Ledger."""

from __future__ import annotations

from dataclasses import dataclass

from medcord.core.facts.base import Code, Fact


@dataclass(frozen=True, slots=True)
class SigningKeyChanged(Fact):
    """A new key signs heads and exports from here on; the old one announces it and still checks what it signed."""

    key: Code
    before: Code
