"""Signals from outside: what public lists say of vulnerabilities, of attacks on them, and of recalls."""
