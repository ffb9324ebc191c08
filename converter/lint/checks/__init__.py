"""The checks of what a rule means; each takes a `Subject` and yields findings."""
