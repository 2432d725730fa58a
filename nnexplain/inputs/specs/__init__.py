"""Spec files: models too large for options, as YAML or JSON.

``document`` reads the text (``loader`` where it is YAML), ``structure`` makes typed structures of it, and each model's
own file says what it may hold. PyYAML and msgspec are imported only once there is a spec to read.
"""
