"""Signals from outside that change how urgent a match is: known exploitation."""
