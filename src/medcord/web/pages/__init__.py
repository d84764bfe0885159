"""Pages that need several stages, composed as plain values for their templates."""
