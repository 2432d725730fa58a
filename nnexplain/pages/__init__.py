"""What a reader is shown, before any format.

May import: formats, proofs.
"""
