"""Writes estimators for other programs."""
