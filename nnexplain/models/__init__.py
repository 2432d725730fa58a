"""The named steps that several calculators share: activations, attention, blocks, losses, updates, training."""
