"""What is known of AWS: its event names, its permissions, its records."""
