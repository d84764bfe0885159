"""The agreement of the agencies: its clauses as they stand here, and the duties they make of what happened."""
