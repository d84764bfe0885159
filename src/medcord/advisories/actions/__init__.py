"""Verbs of the published side: publish our own, take in others', take in the list of exploited CVEs."""

from __future__ import annotations

from medcord.advisories.actions.exploited import keep_up, take_in_kev
from medcord.advisories.actions.publishing import publish
from medcord.advisories.actions.taking_in import TakenIn, take_in
from medcord.advisories.checking import check
from medcord.advisories.successors import out_now, page_of, successor_for

__all__ = ["TakenIn", "check", "keep_up", "out_now", "page_of", "publish", "successor_for", "take_in", "take_in_kev"]
