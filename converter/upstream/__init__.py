"""A rule on its way to SigmaHQ: its file as they take it, regression data, and what a reviewer will ask."""
