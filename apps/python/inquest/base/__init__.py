"""Errors, tables and text: what every folder stands on."""
