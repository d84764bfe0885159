"""The pure rules: standard library only. No Django, no network, no clock, no randomness."""
