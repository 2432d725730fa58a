"""The graph that a run builds, and its readings: numbers, gradients, exact values, symbols, written arithmetic.

May import: arrays, discovery, errors, limits, notation.
"""
