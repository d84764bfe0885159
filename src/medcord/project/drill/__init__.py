"""Exercises on a node of their own: a scenario, invented people, a clock that runs faster, and an after-action report.

An exercise has a home, a database and a folder of mail of its own. It shares nothing with a real node, so nothing of it
can get into real chains, measures, feeds or mail.
"""
