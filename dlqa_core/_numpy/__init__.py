"""The readable kernels: same function names and answers as the compiled ones."""
