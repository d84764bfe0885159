"""CSAF 2.0 (and 2.1 as far as it maps): reading, writing, validating, and the files of a provider.

Names are loaded when first used, so that importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medcord.formats.csaf.canonical_form import canonical
    from medcord.formats.csaf.folder import read_folder
    from medcord.formats.csaf.provider import (
        CSAF_2_0,
        CSAF_2_1,
        STANDARDS,
        Listed,
        ProviderKey,
        ProviderSettings,
        Standard,
        csaf_filename,
        listed,
        provider_files,
        provider_tree,
    )
    from medcord.formats.csaf.reader import ReadAdvisory, read_advisory
    from medcord.formats.csaf.validation import Finding, validate
    from medcord.formats.csaf.writer import write_csaf

__all__ = [
    "CSAF_2_0",
    "CSAF_2_1",
    "STANDARDS",
    "Finding",
    "Listed",
    "ProviderKey",
    "ProviderSettings",
    "ReadAdvisory",
    "Standard",
    "canonical",
    "csaf_filename",
    "listed",
    "provider_files",
    "provider_tree",
    "read_advisory",
    "read_folder",
    "validate",
    "write_csaf",
]

_HOME = {
    "CSAF_2_0": "provider",
    "CSAF_2_1": "provider",
    "STANDARDS": "provider",
    "Finding": "validation",
    "Listed": "provider",
    "ProviderKey": "provider",
    "ProviderSettings": "provider",
    "Standard": "provider",
    "listed": "provider",
    "provider_files": "provider",
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
