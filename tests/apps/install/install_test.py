"""What is installed serves outside the sources: install_test.py CMAKE BUILD_DIR.

The command runs, its manual page and completion name its commands, the schema is JSON, the Python package finds the
command, and pkg-config and CMake build a plugin that the installed command accepts.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CMAKE, BUILD = sys.argv.pop(1), Path(sys.argv.pop(1)).resolve()
EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples" / "plugin"
PROJECT = """cmake_minimum_required(VERSION 3.16)
project(mine C)
find_package(inquest-plugin REQUIRED)
add_library(mine MODULE line_c.c)
target_link_libraries(mine PRIVATE inquest::plugin m)
"""


def output(*words, **options):
    """What a command says; it must succeed."""
    result = subprocess.run(words, capture_output=True, text=True, **options)
    if result.returncode:
        raise AssertionError(f"{words} ended with {result.returncode}: {result.stdout}{result.stderr}")
    return result.stdout


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        # Another name than it was installed by: nothing may know the prefix.
        output(CMAKE, "--install", str(BUILD), "--prefix", str(Path(cls.folder.name) / "first"))
        cls.prefix = (Path(cls.folder.name) / "first").rename(Path(cls.folder.name) / "prefix")
        cls.command = str(cls.prefix / "bin" / "inquest")

    def project(self):
        """A folder with the example in C, without the header."""
        folder = Path(tempfile.mkdtemp(dir=self.folder.name))
        for file in ("line_c.c", "line.yaml"):
            shutil.copy(EXAMPLES / file, folder)
        return folder

    def accept(self, folder, library):
        text = (folder / "line.yaml").read_text().replace("./libline_c.so", library)
        self.assertIn(library, text)
        (folder / "line.yaml").write_text(text)
        self.assertIn("in order", output(self.command, "check", "line.yaml", cwd=folder))

    def test_the_command_and_what_it_says_of_itself(self):
        self.assertIn("inquest", output(self.command, "--version"))
        self.assertEqual(json.loads((self.prefix / "share/inquest/schema.json").read_text()),
                         json.loads(output(self.command, "schema")))
        page = (self.prefix / "share/man/man1/inquest.1").read_text()
        for name in ("run", "sample", "evidence"):
            self.assertIn(f'.SH "inquest {name}"', page)

    def test_completion(self):
        script = (f"source {self.prefix}/share/bash-completion/completions/inquest; COMP_WORDS=({self.command} sam); "
                  "COMP_CWORD=1; _inquest; echo ${COMPREPLY[@]}; "
                  f"COMP_WORDS=({self.command} run --thr); COMP_CWORD=2; _inquest; echo ${{COMPREPLY[@]}}")
        self.assertEqual(output("bash", "-c", script).split(), ["sample", "--threads"])

    def test_the_python_package(self):
        package = self.prefix / "share/inquest/python"
        self.assertTrue((package / "pyproject.toml").exists())
        environment = {**os.environ, "PYTHONPATH": str(package), "PATH": f"{self.prefix}/bin:{os.environ['PATH']}"}
        environment.pop("INQUEST", None)
        where = "import inquest; from inquest.command.find import find_command; print(find_command())"
        self.assertEqual(output(sys.executable, "-c", where, env=environment).strip(), self.command)

    @unittest.skipUnless(shutil.which("pkg-config") and shutil.which("cc"), "no pkg-config or cc")
    def test_a_plugin_by_pkg_config(self):
        folder = self.project()
        environment = {**os.environ, "PKG_CONFIG_PATH": str(self.prefix / "share/pkgconfig")}
        flags = output("pkg-config", "--cflags", "inquest-plugin", env=environment).split()
        output("cc", "-std=c99", "-fPIC", "-shared", *flags, "-o", "libmine.so", "line_c.c", "-lm", cwd=folder)
        self.accept(folder, "./libmine.so")

    @unittest.skipUnless(shutil.which("cc"), "no cc")
    def test_a_plugin_by_cmake(self):
        folder = self.project()
        (folder / "CMakeLists.txt").write_text(PROJECT)
        output(CMAKE, "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={self.prefix}", cwd=folder)
        output(CMAKE, "--build", "build", cwd=folder)
        self.accept(folder, "./build/libmine.so")


if __name__ == "__main__":
    unittest.main()
