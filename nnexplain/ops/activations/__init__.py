"""The activation functions, a file each: a file here is an activation that every calculator knows by the file's name.

In order: identity, relu, sigmoid, tanh, gelu, gelu-tanh, silu, leaky-relu, softplus, step. Others stand after these.
"""
