"""Reports: from a finder with no account to a triaged report."""
