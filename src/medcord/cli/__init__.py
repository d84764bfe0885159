"""The command line: the same verbs as the pages and the API. Importing it imports neither Django nor polars (law 7)."""
