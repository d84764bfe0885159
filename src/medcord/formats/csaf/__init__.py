"""CSAF 2.0 (and 2.1 as far as it maps): reading, writing, validating, and the files of a provider.

Names are loaded when first used, so that importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medcord.formats.csaf.canonical_form import canonical
    from medcord.formats.csaf.folder import read_folder
    from medcord.formats.csaf.provider import ProviderSettings, csaf_filename, provider_tree
    from medcord.formats.csaf.reader import ReadAdvisory, read_advisory
    from medcord.formats.csaf.validation import Finding, validate
    from medcord.formats.csaf.writer import write_csaf

__all__ = [
    "Finding",
    "ProviderSettings",
    "ReadAdvisory",
    "canonical",
    "csaf_filename",
    "provider_tree",
    "read_advisory",
    "read_folder",
    "validate",
    "write_csaf",
]

_HOME = {
    "Finding": "validation",
    "ProviderSettings": "provider",
    "ReadAdvisory": "reader",
    "canonical": "canonical_form",
    "csaf_filename": "provider",
    "provider_tree": "provider",
    "read_advisory": "reader",
    "read_folder": "folder",
    "validate": "validation",
    "write_csaf": "writer",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
