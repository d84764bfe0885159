"""How published advisories leave: the CSAF provider's files, built whole and switched in at once."""
