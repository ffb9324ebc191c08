"""An interpreter of SPL with Splunk's semantics; what it does not know is an error, never a pass."""
