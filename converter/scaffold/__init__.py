"""Beginnings: a repository of rules with everything that the gate asks for, and a rule from an event name."""
