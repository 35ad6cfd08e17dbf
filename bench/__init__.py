"""Benchmarks: speed as a ratio against a bare Flask page of the same size, served the same way, in the same run."""
