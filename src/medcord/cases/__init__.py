"""The case: participants, embargo, messages, statements, marks."""
