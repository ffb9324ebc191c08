"""Queries that earlier runs have made: each found again under a hash of all that it depends on."""
