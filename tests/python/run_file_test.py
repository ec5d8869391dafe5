import unittest

import numpy as np

import support
from inquest.base.errors import RunFileError
from inquest.run_file import observation_entry, run_name, setting_words, write_run_file


class RunFiles(unittest.TestCase):
    def test_settings_are_words(self):
        words = setting_words({"simulations.train": 20000, "models.a.simulator": {"data": ["a b"]}})
        self.assertEqual(words, ["--set", "simulations.train=20000", "--set", 'models.a.simulator={"data": ["a b"]}'])

    def test_a_dict_is_written_with_the_folder_of_its_paths(self):
        with support.folder() as folder:
            write_run_file({"name": "n", "models": {"a": {"simulator": "linear"}}, "folder": "data"}, folder,
                           folder / "n.yaml")
            lines = (folder / "n.yaml").read_text().splitlines()
        self.assertEqual(lines[1:], ["inquest: 1", 'name: "n"', "models:", '  "a": {"simulator": "linear"}',
                                     f'folder: "{folder}/data"'])

    def test_an_observation_keeps_its_digits_and_its_shape(self):
        with support.folder() as folder:
            self.assertEqual(observation_entry(np.array([0.1, 2]), folder / "r"), [0.1, 2.0])
            file = observation_entry([[1, 2], [3, 4]], folder / "r")
            self.assertEqual(file, str(folder / "r.observation.npy"))
            np.testing.assert_array_equal(np.load(file), [[1, 2], [3, 4]])
            self.assertEqual(observation_entry(np.zeros(1001), folder / "long"), str(folder / "long.observation.npy"))

    def test_the_name_of_a_run(self):
        self.assertEqual((run_name("a/hubble.yaml"), run_name({"name": "x"})), ("hubble", "x"))
        with self.assertRaisesRegex(RunFileError, "name is not given"):
            run_name({})


if __name__ == "__main__":
    unittest.main()
