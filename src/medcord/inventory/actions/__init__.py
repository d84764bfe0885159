"""Verbs of the inventory."""

from medcord.inventory.actions.destroying import destroy_device, destroy_file
from medcord.inventory.actions.receive import LARGEST_FILE, choose_columns, receive
from medcord.inventory.actions.run import import_file
from medcord.inventory.actions.stage import stage_next
from medcord.inventory.actions.switch import carry_next, drop, load, sweep_next, undo

__all__ = [
    "LARGEST_FILE",
    "carry_next",
    "choose_columns",
    "destroy_device",
    "destroy_file",
    "drop",
    "import_file",
    "load",
    "receive",
    "stage_next",
    "sweep_next",
    "undo",
]
