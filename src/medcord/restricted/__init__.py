"""Advisories that some parties are told before all. They lie apart from what is published, which knows nothing of
them, and like it they reach no case."""
