"""The gate of a repository of rules: everything that can be said of it without deploying, and nothing twice.

`converter.check.run` works through units, each a piece of work with the files that it depends on; what a
unit said is kept under a hash of everything that it can depend on. docs/ci.md shows how it is used.
"""
