"""What a reader is shown: worked examples and proofs as blocks without a format.

May import: arrays, engine, errors, notation, proofs, worked.
"""
