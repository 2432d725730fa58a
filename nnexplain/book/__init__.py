"""A book's numbers, kept true: a file of worked examples, each printed number recomputed and judged.

``placed`` reads the file and remembers on which line things stand, ``entry`` makes entries of it, ``working`` computes,
``judge`` compares, ``report`` shows; ``fit`` finds the weights behind a trace that a book prints without them.
``weave`` finds the places of a Markdown text that hold worked examples, ``nodes`` writes them for MyST.

May import: discovery, engine, errors, inputs, notation, ops, pages, proofs, typeset, visible, worked.
"""
