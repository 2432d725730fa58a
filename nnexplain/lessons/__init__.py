"""One file for each calculator: what it takes, its steps, and how to read its answer.

May import: arrays, engine, errors, inputs, limits, models, notation, ops, parser, symbolic, worked.
"""
