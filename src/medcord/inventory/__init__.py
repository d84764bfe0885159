"""What a hospital has: imports, devices, identities. Stays where it was put: no supply-side stage reaches it."""
