"""Compiled kernels: typed arrays in, numbers out."""
