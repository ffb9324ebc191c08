"""How Elasticsearch reads and runs an EQL condition; shares nothing with what writes the queries."""
