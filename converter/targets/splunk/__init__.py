"""Everything about the target splunk."""
