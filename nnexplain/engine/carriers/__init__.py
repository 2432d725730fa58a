"""The carriers a formula can be read in: numbers, exact values, written arithmetic, symbols.

A carrier knows the elementary functions; ``reader`` walks the graph with one. ``numbers`` works on
whole arrays; every other carrier works on one entry, where a *line* is a list of entries.
"""
