"""Independent tests: request, specimen, chain of custody, result and who may see it."""
