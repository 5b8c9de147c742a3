"""Fast kernels with a readable NumPy twin each: same names, same answers."""
