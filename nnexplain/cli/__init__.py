"""The command line: words to a calculation, and what comes of it to the terminal or a file."""
