"""Pages: each view asks queries, calls one action, and renders. No rules here."""
