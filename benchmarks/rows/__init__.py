"""One module a measurement; each has ``measure() -> list[Row]`` and may raise SkippedRow."""
