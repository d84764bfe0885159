"""The regulator's emerging signals, public warnings and recalls of a case."""
