"""Reading what a person types or points at: numbers, files, an earlier result, expressions.

May import: arrays, errors, limits.
"""
