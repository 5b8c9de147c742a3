"""How fast the kernels are: against NumPy, against other libraries, against the machine."""
