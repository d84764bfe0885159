"""Inventories as hospitals export them: any delimiter, common encodings, workbooks; bytes to devices."""

from medcord.formats.inventory.columns import Proposal, recognise
from medcord.formats.inventory.devices import DeviceFile, RowProblem, read_devices
from medcord.formats.inventory.export import safe_cell, write_csv
from medcord.formats.inventory.fields import FIELDS
from medcord.formats.inventory.table import Layout, Table, TableRow, read_table

__all__ = [
    "FIELDS",
    "DeviceFile",
    "Layout",
    "Proposal",
    "RowProblem",
    "Table",
    "TableRow",
    "read_devices",
    "read_table",
    "recognise",
    "safe_cell",
    "write_csv",
]
