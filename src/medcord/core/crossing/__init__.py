"""Texts that cross between the agencies: passages that keep their place, what changed, and whether two texts agree."""
