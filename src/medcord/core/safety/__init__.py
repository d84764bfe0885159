"""Safety of the patient: the scale of harm. A scale is a frozen, versioned table; an old version is never edited."""
