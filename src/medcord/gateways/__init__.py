"""The outside world. Each room has protocol.py, real.py and memory.py (the twin for tests, shipped)."""
