"""The command line: words to a calculation, and what comes of it to the terminal or a file.

May import: api, book, discovery, engine, errors, formats, inputs, pages, plots, proofs, symbolic, visible, worked.
"""
