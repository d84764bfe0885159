"""What a manufacturer signs in a case: the forms the clocks stand on, and the text an ISAO gets."""
