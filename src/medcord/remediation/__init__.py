"""What a hospital did about it: the worklist, closures with proof, and their reopening."""
