"""A made-up cast and a story half told, made by the same verbs people use. No product code knows of it."""
