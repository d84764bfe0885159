"""The figures medcord states of itself, measured side by side with peers: ``python -m benchmarks.bench``."""
