"""From a case to an advisory: what may be used, the draft, and the one door out."""
