"""Commands that are not calculators: one file each, with ``command()``."""
