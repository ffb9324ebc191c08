"""Proof by execution: queries run over documents, and their verdicts compared with the reference."""
