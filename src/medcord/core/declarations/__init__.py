"""What a manufacturer declares in a case, and what follows from it."""
