import unittest

import numpy as np

import support
from inquest.results.chains import read_draws


def write(folder, endings):
    for ending, text in endings.items():
        (folder / f"m.r{ending}").write_text(text)
    (folder / "m.r.paramnames").write_text("H0\tH_0\nphi\t\\phi\n")
    (folder / "m.r.ranges").write_text("H0 50 N\nphi 0 6.28 periodic\n")
    return folder / "m.r"


class Chains(unittest.TestCase):
    def test_one_file_of_draws(self):
        with support.folder() as folder:
            draws = read_draws(write(folder, {".txt": "1 2.5 60 1\n3 3.5 70 2\n"}), "m.r")
        self.assertEqual((draws.names, draws.labels, draws.chains), (["H0", "phi"], ["H_0", "\\phi"], []))
        np.testing.assert_array_equal(draws.values, [[60, 1], [70, 2]])
        np.testing.assert_array_equal(draws.weights, [1, 3])
        np.testing.assert_array_equal(draws.log_posterior, [-2.5, -3.5])
        self.assertEqual(draws.bounds, {"H0": (50, None), "phi": (0, 6.28, True)})

    def test_a_derived_parameter_has_its_name_without_the_mark(self):
        with support.folder() as folder:
            stem = write(folder, {".txt": "1 2.5 60 1 0.6\n"})
            with stem.with_name("m.r.paramnames").open("a", encoding="utf-8") as names:
                names.write("h*\th\n")
            draws = read_draws(stem, "m.r")
        self.assertEqual((draws.names, draws.labels), (["H0", "phi", "h"], ["H_0", "\\phi", "h"]))

    def test_chains_keep_their_order(self):
        files = {f"_{i}.txt": f"1 0 {i} 0\n1 0 {i} 1\n" for i in range(1, 12)}
        with support.folder() as folder:
            draws = read_draws(write(folder, files), "m.r")
        self.assertEqual(draws.chains, [2] * 11)
        np.testing.assert_array_equal(draws["H0"][::2], np.arange(1, 12))


if __name__ == "__main__":
    unittest.main()
