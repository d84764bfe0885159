"""What manufacturers make: products, versions, aliases, identifiers. Statements and advisories pick from here."""
