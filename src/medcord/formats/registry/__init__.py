"""A manufacturer's registry as a table: what is written is read again as the same entries."""

from medcord.formats.registry.cells import join_cell, kept_cell, split_cell, typed_cell
from medcord.formats.registry.reading import RegistryFile, RegistryLine, read_registry
from medcord.formats.registry.writing import COLUMNS, row_of, write_registry

__all__ = [
    "COLUMNS",
    "RegistryFile",
    "RegistryLine",
    "join_cell",
    "kept_cell",
    "read_registry",
    "row_of",
    "split_cell",
    "typed_cell",
    "write_registry",
]
