"""What a run leaves, as Python has it."""
