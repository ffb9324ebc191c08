"""What makes DuckDB answer as Trino does: grammar, types, functions, regular expressions and JSON."""
