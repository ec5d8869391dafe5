"""Python functions as simulators and likelihoods, served to the command by the protocol of external programs."""
