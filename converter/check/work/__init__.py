"""One module for each kind of unit; each has one function `judge`."""
