"""The JSON face of the same verbs. OpenAPI at /api/docs."""
