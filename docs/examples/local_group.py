# The mass of the Local Group from the orbit of Andromeda: simulator, and likelihood by quadrature.
#
#   python3 local_group.py simulate     theta and seeds in, data out: r [Mpc], v_r [km/s], v_t [km/s]
#   python3 local_group.py likelihood   theta and the observed data in, ln p(data | M) out
#   python3 local_group.py exact        mean and standard deviation of M of the example, by quadrature over its prior
#
# The timing argument (Kahn & Woltjer 1959): two points on a Kepler orbit that began at the Big Bang and are on their
# way back for the first time,
#
#   r = a (1 - e cos h),  t = sqrt(a^3 / GM) (h - e sin h),  v_r = sqrt(GM / a) e sin h / (1 - e cos h),
#   v_t = sqrt(GM / a) sqrt(1 - e^2) / (1 - e cos h),  t = 13.8 Gyr.
#
# Nobody knows the eccentricity e ~ U(0, 1) and the phase h ~ U(pi, 2 pi). Galaxies are no points: the mass of the orbit
# is M times 10^(0.12 n), n ~ N(0, 1), as pairs in the Millennium simulation scatter (Li & White 2008, MNRAS 384, 1459:
# quartiles at 4.19 and 6.09 for 5.27). Measured are the distance to 5%, v_r to 4.4 km/s, and v_t by the proper motion:
# each of its two components to 33 km/s, times the measured distance over the true one. So v_t is skewed, biased high,
# and correlated with r (van der Marel et al. 2019, ApJ 872, 24: 57 +35 -31 km/s).
import sys

import numpy as np

GRAVITY = 4300.91  # of 1e12 solar masses, Mpc (km/s)^2
AGE = 13.8 / 977.792  # Mpc / (km/s)
SCATTER, DISTANCE, RADIAL, PROPER = 0.12, 0.05, 4.4, 33.0


def orbit(mass, e, h):
    a = np.cbrt(GRAVITY * mass * (AGE / (h - e * np.sin(h))) ** 2)
    speed, nearness = np.sqrt(GRAVITY * mass / a), 1 - e * np.cos(h)
    return a * nearness, speed * e * np.sin(h) / nearness, speed * np.sqrt(1 - e * e) / nearness


def simulate(mass, rng):
    e, h = rng.uniform(), rng.uniform(np.pi, 2 * np.pi)
    r, v_r, v_t = orbit(mass * 10 ** (SCATTER * rng.normal()), e, h)
    stretch = 1 + DISTANCE * rng.normal()
    across = np.hypot(v_t + PROPER * rng.normal(), PROPER * rng.normal())
    return r * stretch, v_r + RADIAL * rng.normal(), across * abs(stretch)


def log_normal(x, mean, sd):
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd * np.sqrt(2 * np.pi))


def density_of_orbit_mass(mass, data, grid=(250, 500)):
    """p(data | mass of the orbit), by the midpoints of e and h."""
    e = (np.arange(grid[0])[:, None] + 0.5) / grid[0]
    h = np.pi * (1 + (np.arange(grid[1]) + 0.5) / grid[1])
    r, v_r, v_t = orbit(mass, e, h)
    stretch = data[0] / r
    across = data[2] / stretch  # Rice's law, its Bessel function scaled by exp(-z)
    z = across * v_t / PROPER**2
    rice = np.log(across / PROPER**2) - 0.5 * ((across - v_t) / PROPER) ** 2 + np.log(scaled_bessel(z))
    log_p = log_normal(data[0], r, DISTANCE * r) + log_normal(data[1], v_r, RADIAL) + rice - np.log(stretch)
    return np.mean(np.exp(log_p))


def scaled_bessel(z):
    """exp(-z) I_0(z), Abramowitz & Stegun 9.8.1 and 9.8.2, to 2e-7."""
    t = z / 3.75
    small = np.polyval([0.0045813, 0.0360768, 0.2659732, 1.2067492, 3.0899424, 3.5156229, 1], np.minimum(t, 1) ** 2)
    large = np.polyval([0.00392377, -0.01647633, 0.02635537, -0.02057706, 0.00916281, -0.00157565, 0.00225319,
                        0.01328592, 0.39894228], 1 / np.maximum(t, 1))
    return np.where(t < 1, small * np.exp(-z), large / np.sqrt(np.maximum(z, 3.75)))


class Likelihood:
    """ln p(data | M): that of the mass of the orbit, on a grid of its logarithm, scattered."""

    def __init__(self, data):
        self.log_mass = np.linspace(-1.5, 2.5, 161)
        self.density = np.array([density_of_orbit_mass(10**m, data) for m in self.log_mass])

    def __call__(self, mass):
        weight = np.exp(log_normal(self.log_mass, np.log10(mass)[:, None], SCATTER)) * np.diff(self.log_mass)[0]
        return np.log(weight @ self.density)


def exact(data=(0.77, -109.3, 57), prior=(0.3, 30)):
    """Mean and standard deviation of M, whose logarithm is uniform."""
    mass = np.geomspace(*prior, 4001)
    weight = np.exp(Likelihood(data)(mass))
    weight /= weight.sum()
    mean = weight @ mass
    return mean, np.sqrt(weight @ (mass - mean) ** 2)


def main():
    if sys.argv[1] == "exact":
        return print(*exact())
    known = {}
    for line in sys.stdin:
        theta_file, second, output, *_ = line.split()
        mass = np.load(theta_file)[:, 0]
        if sys.argv[1] == "simulate":
            rows = [simulate(m, np.random.default_rng(s)) for m, s in zip(mass, np.load(second))]
            np.save(output, np.array(rows).reshape(-1, 3))
        else:
            data = tuple(np.load(second))
            if data not in known:
                known[data] = Likelihood(data)
            np.save(output, known[data](mass))
        print("done", flush=True)


if __name__ == "__main__":
    main()
