"""The same calculation in SymPy: derivations of a run, and what proofs are written and checked with."""
