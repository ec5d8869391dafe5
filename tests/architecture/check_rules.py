"""Checks the rules of the house that a program can check; prints `file:line: rule` for each breach.

Usage: check_rules.py ROOT [--clang-format PROGRAM]
With --clang-format only the layout is checked, without it everything else.
"""

import re
import subprocess
import sys
from pathlib import Path

MODULES = ["simulators", "flows", "moments", "evidence"]
MAY_INCLUDE = {
    "core": {"core"},
    **{module: {"core", module} for module in MODULES},
    "apps": {"core", *MODULES, "apps"},
    "tests": {"core", *MODULES, "apps", "tests"},
}
# Folders of a layer from the ground up: each includes those before it and itself, none that comes later.
FLOORS = {
    "core": [
        "base", "config", "parameters", "files", "chains", "information", "model", "ranks", "summaries", "data", "nn", "train", "sampling", "infer", "estimator",
        "diagnostics",
    ],
    "flows": ["transforms", "families", "estimators"],
    "evidence": ["network", "nested/explore", "nested/refine", "nested", "chains"],
    "apps": ["routes", "run", "report/data", "report/text", "report/plot", "report", "stages", "commands"],
}
# The same of the Python package apps/python/inquest; the last one is the package itself.
PYTHON_FLOORS = ["base", "command", "functions", "networks", "exports", "results", ""]
MAX_LINES = 400
MAX_PROSE = 120
TEXT_SUFFIXES = {".cpp", ".hpp", ".py", ".md", ".yaml", ".txt", ".json", ".cmake", ".sh"}
TEXT_NAMES = {"bootstrap", "run", ".clang-tidy", ".clang-format"}

NAMESPACE = re.compile(r"^namespace (\S+) \{")
TYPE = re.compile(r"^(?:struct|class|union|enum class) (\w+)[^;]*\{")
IMPORT = re.compile(r"^\s*from (\.+)([\w.]*) import ")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LINK_TARGET = re.compile(r"\]\([^)]*\)|https?://\S+")
LEFT_FOR_LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(home|root|work|opt|mnt|Users)/\w")


def sources(root):
    for layer in MAY_INCLUDE:
        yield from sorted(p for p in (root / layer).rglob("*") if p.suffix in {".cpp", ".hpp"})


def python_sources(root):
    """The Python package and its tests; scripts elsewhere stand alone."""
    for folder in (root / "apps" / "python" / "inquest", root / "tests" / "python"):
        yield from sorted(folder.rglob("*.py"))


def texts(root):
    """Files of the repository; builds and runs beside them are not looked at."""
    folders = [root / folder for folder in [*MAY_INCLUDE, "docs", ".ci"]]
    for path in [*sorted(root.iterdir()), *(p for folder in folders for p in sorted(folder.rglob("*")))]:
        if path.is_file() and (path.suffix in TEXT_SUFFIXES or path.name in TEXT_NAMES):
            yield path


def stands_alone(relative):
    """Entry points have no header: main, and the subcommands behind one common header."""
    return relative.parts[0] == "tests" or relative.name == "main.cpp" or relative.parts[:2] == ("apps", "commands")


def check_header(root, relative, includes):
    """A source file starts with the header of its name, or else includes the one of its folder that it defines."""
    own = relative.with_suffix(".hpp")
    included = [Path(target) for _, (_, target) in includes]
    if (root / own).exists():
        if included[:1] != [own]:
            yield f"{relative}:1: the first include is not {own}"
    elif relative.parent not in [header.parent for header in included]:
        yield f"{relative}:1: no {own.name} beside it, nor does it include a header of its folder"


def check_floors(relative, target):
    """No folder of a layer includes one that stands above it; a folder that is not in the list has no place yet."""
    layer = relative.parts[0]
    floors = FLOORS.get(layer, [])
    if not floors or target.parts[0] != layer or relative.name == "main.cpp":
        return
    here, there = ("/".join(path.parts[1:-1]) for path in (relative, target))
    for folder in (here, there):
        if folder not in floors:
            yield f"{layer}/{folder} has no place among the folders of {layer} (FLOORS in check_rules.py)"
            return
    if floors.index(there) > floors.index(here):
        yield f"{layer}/{here} must not include {layer}/{there}, which stands above it"


def check_source(root, path):
    relative = path.relative_to(root)
    layer = relative.parts[0]
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > MAX_LINES:
        yield f"{relative}:{len(lines)}: more than {MAX_LINES} lines (more than one concept?)"
    includes = [(n, m.groups()) for n, line in enumerate(lines, 1) if (m := INCLUDE.match(line))]
    if path.suffix == ".cpp" and not stands_alone(relative):
        yield from check_header(root, relative, includes)
    for number, line in enumerate(lines, 1):
        if LEFT_FOR_LATER.search(line):
            yield f"{relative}:{number}: work left for later"
    for number, (quote, target) in includes:
        if target == "torch/torch.h":
            yield f"{relative}:{number}: torch/torch.h (10 s of compile time; use the narrow header)"
        if quote == '"':
            folder = target.split("/")[0]
            if folder not in MAY_INCLUDE:
                yield f'{relative}:{number}: "{target}" is not written from the root of the repository'
            elif folder not in MAY_INCLUDE[layer]:
                yield f"{relative}:{number}: {layer} must not include {folder}"
            elif not (root / target).exists():
                yield f'{relative}:{number}: "{target}" does not exist'
            yield from (f"{relative}:{number}: {breach}" for breach in check_floors(relative, Path(target)))


def floor_of(folders):
    """The folder of the Python package that a module stands in; modules of the package itself are its last floor."""
    return folders[0] if len(folders) > 1 or folders[0] in PYTHON_FLOORS else ""


def check_python(root, path):
    """Files are short, lines fit on a screen, and no folder of the package imports one that stands above it."""
    relative = path.relative_to(root)
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > MAX_LINES:
        yield f"{relative}:{len(lines)}: more than {MAX_LINES} lines (more than one concept?)"
    package = relative.parts[3:] if relative.parts[0] == "apps" else ()
    for number, line in enumerate(lines, 1):
        if LEFT_FOR_LATER.search(line):
            yield f"{relative}:{number}: work left for later"
        if len(line) > MAX_PROSE:
            yield f"{relative}:{number}: more than {MAX_PROSE} characters"
        if package and (match := IMPORT.match(line)):
            dots, module = match.groups()
            here, there = floor_of(package), floor_of([*package[: len(package) - len(dots)], *module.split(".")])
            for floor in (here, there):
                if floor not in PYTHON_FLOORS:
                    yield f"{relative}:{number}: {floor} has no place among the folders (PYTHON_FLOORS in check_rules.py)"
            if {here, there} <= set(PYTHON_FLOORS) and PYTHON_FLOORS.index(there) > PYTHON_FLOORS.index(here):
                yield f"{relative}:{number}: {here} must not import {there or 'the package itself'}, which stands above it"


def check_text(root, path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield f"{path.relative_to(root)}:{number}: a path of one machine"


def check_prose(root, path):
    """Lines of Markdown fit on a screen, but for tables; where a link leads does not count."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|") and len(LINK_TARGET.sub("]", line)) > MAX_PROSE:
            yield f"{path.relative_to(root)}:{number}: more than {MAX_PROSE} characters"


def check_page(root):
    """docs/architecture.md names every folder that has sources."""
    page = root / "docs" / "architecture.md"
    if not page.exists():
        return
    text = page.read_text(encoding="utf-8")
    named = [*sources(root), *python_sources(root)]
    folders = {path.relative_to(root).parent for path in named if path.relative_to(root).parts[0] != "tests"}
    for folder in sorted(folders):
        if f"`{folder}/`" not in text:
            yield f"docs/architecture.md:1: does not name `{folder}/`"


def imports(root):
    """What each concept, a header with its source, includes of other concepts."""
    included = {}
    for path in sources(root):
        relative = path.relative_to(root)
        if relative.parts[0] == "tests":
            continue
        targets = included.setdefault(relative.with_suffix(""), set())
        for line in path.read_text(encoding="utf-8").splitlines():
            match = INCLUDE.match(line)
            if match and match.group(1) == '"':
                targets.add(Path(match.group(2)).with_suffix(""))
    return included


def is_part(one, other):
    """`h5_handle` is what the sources of `h5` share."""
    return one.parent == other.parent and one.name.startswith(other.name + "_")


def check_circles(root):
    """No two concepts include each other, not even a header here and a source there."""
    included = imports(root)
    for one in sorted(included):
        for other in sorted(included[one]):
            mutual = one < other and one in included.get(other, ())
            if mutual and not is_part(one, other) and not is_part(other, one):
                yield f"{one}.hpp:1: a circle with {other}"


def check_types(root):
    """No two headers define a type of one name: the linker would take the functions of one for those of the other."""
    defined = {}
    for path in sources(root):
        if path.suffix != ".hpp":
            continue
        namespace = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := NAMESPACE.match(line):
                namespace = match.group(1)
            if match := TYPE.match(line):
                place = f"{path.relative_to(root)}:{number}"
                other = defined.setdefault((namespace, match.group(1)), place)
                if other != place:
                    yield f"{place}: {match.group(1)} is defined in {other} too"


def check_rules(root):
    """All breaches of the rules below `root`, as lines of text."""
    root = Path(root)
    breaches = [breach for path in sources(root) for breach in check_source(root, path)]
    breaches += [breach for path in python_sources(root) for breach in check_python(root, path)]
    breaches += [breach for path in texts(root) for breach in check_text(root, path)]
    breaches += [breach for path in texts(root) if path.suffix == ".md" for breach in check_prose(root, path)]
    return breaches + [*check_page(root), *check_circles(root), *check_types(root)]


def check_format(root, clang_format):
    """What clang-format would change, as its own messages."""
    command = [clang_format, "--dry-run", "--Werror", *map(str, sources(Path(root)))]
    done = subprocess.run(command, capture_output=True, text=True)
    return [line for line in done.stderr.splitlines() if "error:" in line]


def main(arguments):
    root, *options = arguments
    breaches = check_format(root, options[1]) if options else check_rules(root)
    print("\n".join(breaches) if breaches else "no breach of the rules")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
