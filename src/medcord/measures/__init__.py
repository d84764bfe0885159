"""How long each leg of the road took, read from facts only."""
