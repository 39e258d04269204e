"""What every module of the product is like."""

from __future__ import annotations

import ast
from pathlib import Path

# All others take text, mappings and arrays.
ROOMS_WITH_FILES = {"api", "console", "desk", "cli", "bootstrap.py", "store", "feeds"}
FILE_CALLS = {
    "open", "read_text", "write_text", "read_bytes", "write_bytes",
    "memmap", "fromfile", "tofile", "loadtxt", "savetxt", "genfromtxt", "savez", "read_csv",
}  # fmt: skip
FILE_MODULES = ("os.", "pathlib.", "shutil.", "tempfile.", "glob.", "importlib.resources.")
CLOCK_READINGS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
}  # fmt: skip


def test_every_module_opens_with_a_sentence(modules):
    silent = [str(path) for path, tree in modules.items() if not ast.get_docstring(tree)]
    assert modules
    assert silent == []


def test_every_folder_of_the_product_is_a_package(modules):
    folders = {path.parent for path in modules}
    assert [
        str(folder) for folder in sorted(folders) if folder / "__init__.py" not in modules
    ] == []


def test_a_package_opens_with_its_contents_and_imports_nothing(modules):
    importing = [
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        if path.name == "__init__.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert importing == []


def test_only_feeds_and_what_stands_above_open_files(modules):
    findings = [
        f"{path}:{line} {what}"
        for path, tree in modules.items()
        if path.parts[0] not in ROOMS_WITH_FILES
        for line, what in file_uses(tree)
    ]
    assert findings == []


def test_a_use_of_files_would_be_found():
    planted = "import os\nfrom pathlib import Path, PurePath\nPath('a').read_text()\nopen('b')\n"
    found = {what for _, what in file_uses(ast.parse(planted))}
    assert found == {"os", "pathlib.Path", "read_text", "open"}


def test_only_the_clock_reads_the_time(modules):
    findings = [
        f"{path}:{line} {what}"
        for path, tree in modules.items()
        if path != Path("commons/clock.py")
        for line, what in clock_readings(tree)
    ]
    assert findings == []


def test_a_reading_of_the_time_would_be_found(modules):
    planted = "import datetime, time\ndatetime.datetime.now()\ntime.time()\n"
    assert {what for _, what in clock_readings(ast.parse(planted))} == {"datetime.now", "time.time"}
    assert clock_readings(modules[Path("commons/clock.py")])


def file_uses(tree: ast.Module) -> list[tuple[int, str]]:
    """Return line and name of every call that touches files and every import made for it."""
    calls = [
        (node.lineno, called(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in FILE_CALLS
    ]
    imports = [
        (node.lineno, name)
        for node in ast.walk(tree)
        for name in imported(node)
        if f"{name}.".startswith(FILE_MODULES) and not name.startswith("pathlib.Pure")
    ]
    return sorted(calls + imports)


def called(node: ast.Call) -> str:
    """Return the last word of what is called: `open`, `path.read_text`, `np.memmap`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def imported(node: ast.AST) -> list[str]:
    """Return the full names that an import statement brings in."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def clock_readings(tree: ast.Module) -> list[tuple[int, str]]:
    """Return line and name of every reading of the machine's clock, called or handed on."""
    return [
        (node.lineno, name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (name := f"{last_word(node.value)}.{node.attr}") in CLOCK_READINGS
    ]


def last_word(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
