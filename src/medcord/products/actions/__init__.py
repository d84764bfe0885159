"""Verbs of the registry."""

from medcord.core.device.registry import ProductWords, RegistryVersion
from medcord.products.actions.files import LARGEST_FILE, drop_file, receive_file, use_file
from medcord.products.actions.keeping import change, register, restore, retire
from medcord.products.actions.siblings import SiblingWords, answer_sibling, state_sibling, withdraw_sibling

__all__ = [
    "LARGEST_FILE",
    "ProductWords",
    "RegistryVersion",
    "SiblingWords",
    "answer_sibling",
    "change",
    "drop_file",
    "receive_file",
    "register",
    "restore",
    "retire",
    "state_sibling",
    "use_file",
    "withdraw_sibling",
]
