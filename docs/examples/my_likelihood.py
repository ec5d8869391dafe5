# Likelihood of my_simulator.py in NumPy. It stays: each line of its input names the files of one batch.
import sys
import numpy as np

time = np.linspace(0, 4, 32)
for line in sys.stdin:
    theta_file, x_file, output = line.split()
    theta, x = np.load(theta_file), np.load(x_file)  # [n, 2] and [32]
    frequency, damping = theta[:, :1], theta[:, 1:]
    model = np.exp(-damping * time) * np.cos(2 * np.pi * frequency * time)
    np.save(output, -0.5 * np.sum(((x - model) / 0.1) ** 2, axis=1) - 32 * np.log(0.1 * np.sqrt(2 * np.pi)))
    print("done", flush=True)
