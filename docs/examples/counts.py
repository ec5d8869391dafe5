# Likelihood of Poisson counts, which it holds itself. It stays: each line of its input names the files of one batch.
import sys
from math import lgamma
import numpy as np

counts = np.array([4, 7, 5, 3, 6, 8, 4, 5, 9, 6, 4, 7, 8, 11, 7, 9, 12, 8, 10, 7, 9, 13, 8, 10])  # of 24 hours
early, late = counts[:12].sum(), counts[12:].sum()
constant = -sum(lgamma(n + 1) for n in counts)
for line in sys.stdin:
    theta_file, _, output = line.split()  # the second file is the observation, which is empty here
    theta = np.load(theta_file)  # [n, 2]: the rate in the morning and in the afternoon; [n, 1] where it is one
    morning, afternoon = theta[:, 0], theta[:, -1]
    np.save(output, early * np.log(morning) + late * np.log(afternoon) - 12 * (morning + afternoon) + constant)
    print("done", flush=True)
