"""Sign in, sign out, one's own account, ways back in, and what a party's administrators see of it."""
