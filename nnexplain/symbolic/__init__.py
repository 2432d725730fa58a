"""The same calculation in SymPy: derivations of a run, and what proofs are written and checked with.

May import: arrays, engine, errors, limits, notation, ops.
"""
