"""Arithmetic as text: ``expression.parse`` makes a tree of it, ``build`` makes the tree a graph, ``value`` its number.

Nothing is ever evaluated by Python itself. Another notation needs a tokenizer of its own (see
``tokens``); the grammar and the builder stay.

May import: arrays, discovery, engine, errors, inputs, limits, notation, ops.
"""
