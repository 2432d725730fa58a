"""The loss functions, a file each: a file here is a loss that every calculator knows by the file's name.

In order: cross-entropy, mse, half-sse, binary-cross-entropy, hinge. Others stand after these.
"""
