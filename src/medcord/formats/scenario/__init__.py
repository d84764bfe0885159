"""Scenarios of exercises as TOML files."""

from medcord.formats.scenario.reader import read_scenario

__all__ = ["read_scenario"]
