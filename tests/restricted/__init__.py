"""Advisories that some are told before all."""
