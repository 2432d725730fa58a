"""One file for each calculator: what it takes, its steps, and how to read its answer."""
