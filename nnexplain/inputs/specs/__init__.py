"""Spec files: models too large for options, as YAML or JSON.

``document`` reads the text, ``structure`` makes typed structures of it (this is where PyYAML and msgspec are
imported, and nowhere else), and each model's own file says what it may hold.
"""
