"""Everything about the target athena."""
