"""Exercises: what a scenario is made of, and the after-action report over what happened in it."""

from medcord.core.exercise.asked import Act, Asked, Demand, Did, Outcome, judged
from medcord.core.exercise.marks import marked, told
from medcord.core.exercise.report import AfterAction, Gap, Result, after_action, checked, compared, plain
from medcord.core.exercise.scenario import Person, Player, Product, Scenario, Step

__all__ = [
    "Act",
    "AfterAction",
    "Asked",
    "Demand",
    "Did",
    "Gap",
    "Outcome",
    "Person",
    "Player",
    "Product",
    "Result",
    "Scenario",
    "Step",
    "after_action",
    "checked",
    "compared",
    "judged",
    "marked",
    "plain",
    "told",
]
