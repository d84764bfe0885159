"""The regulator's harm opinions, and the sentence it is willing to release."""
