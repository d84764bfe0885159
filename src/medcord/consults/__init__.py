"""Questions put to the regulator, with their due time."""
