"""Mutual information of the 40 tasks of Czyz et al. (2023), whose values are known, by `inquest information`.

Usage: information.py INQUEST [--points N] [--seeds S] [--first SEED] [--method METHOD] [--only TEXT]
       information.py INQUEST --trials T [--points N] [--method METHOD]

Prints for each task the exact value, the answers' mean, their root mean square error, pull and seconds, and over all
tasks the mean error, how many are within 0.05, and the rms pull. With --trials it does the same of T tables of a
bivariate normal with correlation 0.6 (Piras et al. 2023).
"""

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.special import digamma, gammaln
from scipy.stats import norm


def cut(normals, m):
    return normals[:, :m], normals[:, m:]


def normal(m, n, correlation):
    """X of m and Y of n coordinates with this correlation matrix, and their information."""
    value = 0.5 * (np.linalg.slogdet(correlation[:m, :m])[1] + np.linalg.slogdet(correlation[m:, m:])[1]
                   - np.linalg.slogdet(correlation)[1])
    factor = np.linalg.cholesky(correlation)
    return (lambda random, rows: cut(random.normal(size=(rows, m + n)) @ factor.T, m)), value


def bivariate():
    return normal(1, 1, np.array([[1, 0.75], [0.75, 1]]))


def dense(m):
    return normal(m, m, np.full((2 * m, 2 * m), 0.5) + 0.5 * np.eye(2 * m))


def two_pairs(m):
    correlation = np.eye(2 * m)
    for k in range(2):
        correlation[k, m + k] = correlation[m + k, k] = 0.8
    return normal(m, m, correlation)


def student(m, nu):
    def entropy(k):
        return (gammaln(nu / 2) - gammaln((nu + k) / 2) + k / 2 * np.log(nu * np.pi)
                + (nu + k) / 2 * (digamma((nu + k) / 2) - digamma(nu / 2)))

    def draw(random, rows):
        scale = np.sqrt(random.chisquare(nu, size=(rows, 1)) / nu)
        return cut(random.normal(size=(rows, 2 * m)) / scale, m)

    return draw, 2 * entropy(m) - entropy(2 * m)


def additive(eps):
    def draw(random, rows):
        x = random.uniform(size=(rows, 1))
        return x, x + random.uniform(-eps, eps, size=(rows, 1))

    return draw, eps - np.log(2 * eps) if eps <= 0.5 else 1 / (4 * eps)


def mapped(base, of_x, of_y):
    draw, value = base

    def draw_mapped(random, rows):
        x, y = draw(random, rows)
        return of_x(x), of_y(y)

    return draw_mapped, value


def both(base, change):
    return mapped(base, change, change)


def half_cube(x):
    return x * np.sqrt(np.abs(x))


def wiggly_x(x):
    return x + 0.4 * np.sin(x) + 0.2 * np.sin(1.7 * x + 1) + 0.03 * np.sin(3.3 * x - 2.5)


def wiggly_y(y):
    return y - 0.4 * np.sin(0.4 * y) + 0.17 * np.sin(1.3 * y + 3.5) + 0.02 * np.sin(4.3 * y - 2.5)


def two_peaks(weight, first, second):
    """The quantiles of a mixture of two normal distributions, at the probabilities of normal scores."""
    grid = np.linspace(min(first, second) - 8, max(first, second) + 8, 200001)
    levels = weight * norm.cdf(grid - first) + (1 - weight) * norm.cdf(grid - second)
    return lambda x: np.interp(norm.cdf(x), levels, grid)


def swiss_roll(x):
    t = 1.5 * np.pi * (1 + 2 * norm.cdf(x))
    return np.hstack([t * np.cos(t), t * np.sin(t)]) / 21


def spiral(first):
    """Rotates two coordinates by an angle that grows with the squared length."""
    def turn(x):
        angle = (x**2).sum(1) / x.shape[1]
        turned = x.copy()
        a, b = x[:, first], x[:, first + 1]
        turned[:, first] = np.cos(angle) * a - np.sin(angle) * b
        turned[:, first + 1] = np.sin(angle) * a + np.cos(angle) * b
        return turned

    return turn


def tasks():
    named = {"bivariate normal": bivariate(), "cdf of bivariate normal": both(bivariate(), norm.cdf),
             "additive, 0.1": additive(0.1), "additive, 0.75": additive(0.75),
             "bimodal": mapped(bivariate(), two_peaks(0.3, 0, 5), two_peaks(0.5, -1, 3)),
             "wiggly": mapped(bivariate(), wiggly_x, wiggly_y), "half-cube of bivariate normal": both(bivariate(), half_cube),
             "student 1 x 1, nu = 1": student(1, 1), "asinh of student 1 x 1, nu = 1": both(student(1, 1), np.arcsinh),
             "swiss roll": mapped(bivariate(), swiss_roll, norm.cdf)}
    named |= {f"dense {m} x {m}": dense(m) for m in (2, 3, 5, 25, 50)}
    named |= {f"2 pairs {m} x {m}": two_pairs(m) for m in (2, 3, 5, 25)}
    named |= {f"student {m} x {m}, nu = {nu}": student(m, nu)
              for m, nu in ((2, 1), (2, 2), (3, 2), (3, 3), (5, 2), (5, 3))}
    for m in (3, 5, 25):
        named[f"cdf of 2 pairs {m} x {m}"] = both(two_pairs(m), norm.cdf)
        named[f"half-cube of 2 pairs {m} x {m}"] = both(two_pairs(m), half_cube)
        named[f"spiral of 2 pairs {m} x {m}"] = mapped(two_pairs(m), spiral(0), spiral(1))
        named[f"spiral of cdf of 2 pairs {m} x {m}"] = mapped(both(two_pairs(m), norm.cdf), spiral(0), spiral(1))
    named |= {f"asinh of student {m} x {m}, nu = {nu}": both(student(m, nu), np.arcsinh)
              for m, nu in ((2, 1), (3, 2), (5, 2))}
    return named


def ask(inquest, folder, x, y, method, seed):
    np.save(folder / "x.npy", x)
    np.save(folder / "y.npy", y)
    start = time.time()
    subprocess.run([inquest, "information", folder / "x.npy", folder / "y.npy", "--method", method, "--seed", str(seed),
                    "--output", folder / "out.json", "--force"], check=True)
    answer = json.loads((folder / "out.json").read_text())["information"][0]
    return answer["information"], answer["error"], time.time() - start, answer["density"]


def trials(arguments):
    draw, exact = normal(1, 1, np.array([[1, 0.6], [0.6, 1]]))
    with tempfile.TemporaryDirectory() as folder:
        answers = [ask(arguments.inquest, Path(folder), *draw(np.random.default_rng(seed), arguments.points),
                       arguments.method, seed) for seed in range(1, arguments.trials + 1)]
    values, stated = (np.array(column) for column in list(zip(*answers))[:2])
    print(f"{arguments.trials} tables of {arguments.points} rows: exact {exact:.4f}, mean {values.mean():.4f} +- "
          f"{values.std() / np.sqrt(len(values)):.4f}, scatter {values.std():.4f}, stated {stated.mean():.4f}, "
          f"rms pull {np.sqrt(np.mean(((values - exact) / stated)**2)):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inquest")
    parser.add_argument("--points", type=int, default=5000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="seed of the first table of each task")
    parser.add_argument("--method", default="best")
    parser.add_argument("--only", default="")
    parser.add_argument("--trials", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.trials > 0:
        return trials(arguments)
    errors, pulls = [], []
    print("| task | exact | found | rms error | rms pull | s | density |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, (draw, exact) in tasks().items():
            if arguments.only not in name:
                continue
            answers = [ask(arguments.inquest, Path(folder), *draw(np.random.default_rng(seed), arguments.points),
                           arguments.method, seed) for seed in range(arguments.first, arguments.first + arguments.seeds)]
            values, stated, seconds = (np.array(column) for column in list(zip(*answers))[:3])
            off = values - exact
            errors.append(np.abs(off))
            pulls.append(off / stated)
            print(f"| {name} | {exact:.4f} | {values.mean():.4f} | {np.sqrt(np.mean(off**2)):.4f} "
                  f"| {np.sqrt(np.mean((off / stated)**2)):.2f} | {seconds.mean():.1f} | {answers[0][3]} |", flush=True)
    errors, pulls = np.array(errors), np.array(pulls)
    print(f"\n{errors.size} answers: mean error {errors.mean():.4f}, within 0.05 {np.mean(errors < 0.05) * len(errors):.1f} "
          f"of {len(errors)}, rms pull {np.sqrt(np.mean(pulls**2)):.2f}")


if __name__ == "__main__":
    main()
