"""Decisions that named people take in a case beside the decision tables."""
