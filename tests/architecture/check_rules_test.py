"""Each rule of check_rules.py is broken once in a small tree, and must be the only one reported."""

import tempfile
import unittest
from pathlib import Path

from check_rules import check_rules


class Rules(unittest.TestCase):
    def breaches(self, files):
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                path = Path(root) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return check_rules(root)

    def assert_only(self, files, expected):
        breaches = self.breaches(files)
        self.assertEqual(len(breaches), 1, breaches)
        self.assertIn(expected, breaches[0])

    def test_a_clean_tree_passes(self):
        files = {
            "core/base/a.hpp": "",
            "core/base/a.cpp": '#include "core/base/a.hpp"\n#include <vector>\n',
            "core/base/more_of_a.cpp": '#include "core/base/a.hpp"\n',
            "flows/b.hpp": '#include "core/base/a.hpp"\n',
            "apps/main.cpp": '#include "flows/b.hpp"\n',
            "apps/commands/run.cpp": "",
            "tests/flows/b_test.cpp": '#include "flows/b.hpp"\n',
        }
        self.assertEqual(self.breaches(files), [])

    def test_core_includes_nothing_above_it(self):
        files = {"flows/a.hpp": "", "core/b.hpp": '#include "flows/a.hpp"\n'}
        self.assert_only(files, "core/b.hpp:1: core must not include flows")

    def test_siblings_do_not_include_each_other(self):
        files = {"flows/a.hpp": "", "moments/b.hpp": '\n#include "flows/a.hpp"\n'}
        self.assert_only(files, "moments/b.hpp:2: moments must not include flows")

    def test_includes_are_written_from_the_root(self):
        self.assert_only({"core/a.hpp": "", "core/b.hpp": '#include "a.hpp"\n'}, "not written from the root")

    def test_included_files_exist(self):
        self.assert_only({"core/b.hpp": '#include "core/a.hpp"\n'}, "does not exist")

    def test_the_whole_of_torch_is_not_included(self):
        self.assert_only({"core/a.hpp": "#include <torch/torch.h>\n"}, "torch/torch.h")

    def test_files_are_short(self):
        self.assertEqual(self.breaches({"core/a.hpp": "\n" * 400}), [])
        self.assert_only({"core/a.hpp": "\n" * 401}, "core/a.hpp:401: more than 400 lines")

    def test_a_source_has_a_header(self):
        self.assert_only({"core/a.cpp": ""}, "no a.hpp beside it")

    def test_a_source_includes_its_header_first(self):
        files = {"core/a.hpp": "", "core/b.hpp": "", "core/a.cpp": '#include "core/b.hpp"\n#include "core/a.hpp"\n'}
        self.assert_only(files, "core/a.cpp:1: the first include is not core/a.hpp")

    def test_nothing_is_left_for_later(self):
        self.assert_only({"core/a.hpp": "// " + "TO" + "DO: more\n"}, "left for later")

    def test_no_path_of_a_machine(self):
        self.assert_only({"docs/a.md": "see /" + "home/me/a\n"}, "docs/a.md:1: a path of one machine")

    def test_builds_and_runs_are_not_looked_at(self):
        path = "/" + "home/me/a\n"
        self.assertEqual(self.breaches({"build/a.txt": path, "hubble/resolved.yaml": path}), [])


if __name__ == "__main__":
    unittest.main()
