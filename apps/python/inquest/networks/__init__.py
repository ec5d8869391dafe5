"""Estimator files in NumPy alone: densities, draws, moments and ln K, from what docs/file_formats.md says."""
