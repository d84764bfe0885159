"""Whose name stands in rows of the agreement, for when a member is erased."""

from __future__ import annotations

from medcord.agreements.models import ClauseChange, Exercise
from medcord.ledger.forgetting import Label, label

label(Label(ClauseChange, "by_name", "by"))
label(Label(Exercise, "by_name", "by"))
