"""What the generic tests share: registries, generators, a high-precision carrier, finite differences."""
