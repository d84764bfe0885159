"""Bytes to core values and back. No database, no HTTP, no clock."""
