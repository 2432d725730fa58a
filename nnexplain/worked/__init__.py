"""A lesson worked with a reader's inputs: what it declares, what was asked, and the worked example.

May import: arrays, discovery, engine, errors, inputs, limits, notation, ops, symbolic, visible.
"""
