"""The waist: advisories as published, ours and other publishers', kept as the CSAF files they are."""
