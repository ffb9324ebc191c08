"""How findings are printed; each module has one function `render`."""
