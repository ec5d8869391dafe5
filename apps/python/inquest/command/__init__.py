"""The command `inquest`: where it is, and how it is run."""
