"""Devices as hospitals write them, and what an advisory means for one."""
