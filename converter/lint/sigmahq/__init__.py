"""SigmaHQ's conventions: the form of a rule, and their validators without a network."""
