"""The operations, a room for each family. A lesson imports the ones it names; nothing lists them.

May import: arrays, engine, notation.
"""
