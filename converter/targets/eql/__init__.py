"""Everything about the target eql."""
