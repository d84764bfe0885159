"""Public signals and what hospitals see: looked through by the coordinator before there is a case."""
