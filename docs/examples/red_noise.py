# Simulator of inquest in NumPy: the logarithm of a periodogram of red noise, at 16 frequencies.
#
# The power at frequency f is amplitude f^-slope. What one periodogram shows of it is exponentially distributed, so that
# its logarithm is skewed: deep dips are common, high peaks are not.
import sys
import numpy as np

theta, seeds = np.load(sys.argv[1]), np.load(sys.argv[2])  # [n, 2] and [n]
frequency = np.arange(1, 17)
x = np.empty((len(theta), len(frequency)))
for row, (amplitude, slope) in enumerate(theta):
    noise = np.log(np.random.default_rng(seeds[row]).exponential(size=len(frequency)))  # of this row's seed alone
    x[row] = np.log(amplitude) - slope * np.log(frequency) + noise
np.save(sys.argv[3], x)
