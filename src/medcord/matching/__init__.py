"""What published advisories mean for a hospital's identities: verdicts with their evidence, rebuildable at any time."""
