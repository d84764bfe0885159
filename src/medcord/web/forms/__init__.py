"""Forms: they keep what was typed, and say in a sentence what is wrong."""
