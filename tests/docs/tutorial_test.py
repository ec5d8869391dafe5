"""Runs docs/tutorial.md, and how-to pages that build on it: their files as they stand, their commands in order.

usage: tutorial_test.py INQUEST

Answers of the tutorial are compared with quadrature. One of its runs is interrupted and goes on.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ["tutorial.md", "howto/results_in_python.md", "howto/simulations_elsewhere.md"]
# A block of a file has its name behind the language, one of commands is called sh. All others are only shown.
BLOCK = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# By quadrature over source, lifetime and background, on grids of 150 x 100 x 120: mean and standard deviation.
EXACT = {"source": (11.13, 4.35), "lifetime": (5.32, 3.65), "background": (4.96, 1.72)}
EXACT_LOG_K = 2.82


def results(folder):
    return json.loads(Path(folder, "results.json").read_text(encoding="utf-8"))


def interrupt(command, environment):
    """Starts the command, and stops it by SIGINT while a network trains; the status it leaves with."""
    checkpoints = Path("decay/estimators/.checkpoints")
    process = subprocess.Popen(command, shell=True, executable="/bin/bash", env=environment, start_new_session=True)
    while process.poll() is None and not (checkpoints.is_dir() and any(checkpoints.iterdir())):
        time.sleep(0.05)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    return process.wait()


class Tutorial(unittest.TestCase):
    def setUp(self):
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        programs = Path(folder.name, "bin")
        programs.mkdir()
        (programs / "inquest").symlink_to(COMMAND)
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
        os.chdir(folder.name)

    def call(self, command):
        done = subprocess.run(command, shell=True, executable="/bin/bash", env=self.environment, text=True,
                              capture_output=True, check=False)
        print(f"$ {command}\n{done.stdout}{done.stderr}", flush=True)
        self.assertEqual(done.returncode, 0, command)

    def near(self, found, sigma, ratio):
        """Means within `sigma` exact standard deviations, standard deviations within the factor `ratio`."""
        for name, mean, sd in zip(found["parameters"], found["mean"], found["std"]):
            exact_mean, exact_sd = EXACT[name]
            self.assertLess(abs(mean - exact_mean), sigma * exact_sd, name)
            self.assertLess(max(sd / exact_sd, exact_sd / sd), ratio, name)

    def test_files_and_commands_of_the_pages(self):
        interrupted = False
        for language, name, text in BLOCK.findall("".join((DOCS / page).read_text(encoding="utf-8") for page in PAGES)):
            if name:
                Path(name).write_text(text, encoding="utf-8")
                continue
            if language != "sh":
                continue
            for command in text.replace("\\\n", " ").splitlines():
                if "--resume" in command and not interrupted:
                    self.assertEqual(interrupt(command, self.environment), 130)
                    interrupted = True
                self.call(command)

        self.assertTrue(interrupted)
        # Which warnings come is not asked: they may change where the last bits of a training do, with another LibTorch.
        # The limits are those of the verdict for routes that agree (docs/methods/checks.md).
        for route in ("npe", "moments"):
            self.near(results("decay")["posterior"]["source"][route], 0.5, 1.3)
        evidence = results("compare")["evidence"]["network"]
        self.assertLess(abs(evidence["log_k"][0][1] - EXACT_LOG_K), 0.5)


if __name__ == "__main__":
    COMMAND = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
