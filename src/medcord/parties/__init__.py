"""Who takes part: organisations (parties), their members, and the tokens their programs use."""
