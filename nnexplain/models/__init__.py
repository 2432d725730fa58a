"""The named steps that several calculators share: activations, attention, blocks, losses, updates, training.

May import: arrays, engine, errors, inputs, notation, ops, worked.
"""
