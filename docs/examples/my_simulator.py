# Simulator of inquest in NumPy: 32 noisy readings of a damped oscillation, whose frequency and damping are asked for.
import sys
import numpy as np

theta, seeds = np.load(sys.argv[1]), np.load(sys.argv[2])  # [n, 2] and [n]
time = np.linspace(0, 4, 32)
x = np.empty((len(theta), len(time)))
for row, (frequency, damping) in enumerate(theta):
    noise = np.random.default_rng(seeds[row]).normal(0, 0.1, len(time))  # of this row's seed, and of nothing else
    x[row] = np.exp(-damping * time) * np.cos(2 * np.pi * frequency * time) + noise
np.save(sys.argv[3], x)
