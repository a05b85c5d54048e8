"""The command line of the suite, and ``speciate bench``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.suite import clock
from benchmarks.suite.command import command
from benchmarks.suite.workloads import ALL

from speciate.cli.main import main

ROOT = Path(__file__).parents[4]
FILES = ["benchmark.json", "benchmark.md"]


def suite(*arguments: str) -> int:
    return main(arguments, command=command, name="python -m benchmarks.suite")


def test_the_command_lists_workloads_with_their_definitions(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite("--list") == 0
    out = capsys.readouterr().out
    assert all(f"{name}\n" in out and one.definition in out for name, one in ALL.items())


def test_the_command_measures_and_writes_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "report"
    assert suite("sort", "--peers", "none", "--repetitions", "2", "--output", str(folder)) == 0
    captured = capsys.readouterr()
    assert "native" in captured.out
    assert captured.out.endswith(f"report: {folder}\n")
    assert captured.err == ""
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert suite("sort", "--peers", "none", "--quiet", "--output", str(folder)) == 0
    assert capsys.readouterr().out == f"report: {folder}\n"


def test_the_command_measures_the_cases_that_one_names(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chosen = ["--case", "M 2, from 200 ", "--peers", "none", "--repetitions", "1", "--output", str(tmp_path)]
    assert suite("survival", *chosen) == 0
    out = capsys.readouterr().out
    assert "M 2, from 200 to 100" in out
    assert "M 3" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sotr",), "error: workload sotr: unknown"),
        (("sort", "--peers", "nobody"), "error: peer nobody: not there (unknown)"),
        (
            ("sort", "--peers", "none", "--case", "nonsense"),
            "error: case 'nonsense': no workload has one with this text; there are: 100 ",
        ),
        (
            ("survival", "--peers", "none", "--case", "x"),
            "error: case 'x': no workload has one with this text",
        ),
        (("sort", "--repetitions", "0"), "error: Invalid value for '--repetitions'"),
        (("sort", "--time-limit", "0"), "error: Invalid value for '--time-limit'"),
        (("sort", "--peers", "none", "--output", "file"), "error: file: is no folder; give another"),
    ],
)
def test_mistakes_are_one_line_and_measure_nothing(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    assert suite(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(message)
    assert len(captured.err.splitlines()) == 1
    assert "median" not in captured.out


def test_a_report_says_which_clock_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_chosen", ["wall"])
    chosen = ["sort", "--peers", "none", "--repetitions", "1", "--quiet", "--output", str(tmp_path)]
    assert suite(*chosen, "--clock", "processor", "--note", "A note.") == 0
    page = (tmp_path / "benchmark.md").read_text(encoding="utf-8")
    assert "Times are those that the process had of the processors." in page
    assert "A note." in page
    assert (
        json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))["machine"]["clock"]
        == "processor"
    )


def speciate_bench(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """``speciate bench`` in a folder, as from a package that is installed."""
    program = "import sys; from speciate.cli.main import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-P", "-c", program, "bench", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "python")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_in_a_checkout_speciate_bench_is_the_suite() -> None:
    done = speciate_bench(ROOT, "sort", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"sort\n    {ALL['sort'].definition}\n"
    assert "Usage: speciate bench [OPTIONS] [WORKLOAD]" in speciate_bench(ROOT, "-h").stdout
    assert "see `speciate bench --help`" in speciate_bench(ROOT, "--repetitions", "0").stderr


@pytest.mark.parametrize("arguments", [(), ("sort",), ("--help",)])
def test_elsewhere_speciate_bench_says_where_the_benchmarks_are(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "benchmarks").mkdir()  # of another project
    done = speciate_bench(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the benchmarks are in the repository of speciate")
    assert "`make bench`" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_nothing_of_the_benchmarks_is_in_the_package() -> None:
    """The wheel holds what is below python/, and none of that imports the benchmarks or draws charts."""
    sources = [path for path in (ROOT / "python").rglob("*.py") if path.name != "bench.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert len(sources) > 100
    assert not [word for word in ("import benchmarks", "from benchmarks", "matplotlib") if word in text]
    assert not [path for path in (ROOT / "python").rglob("benchmark*") if "__pycache__" not in path.parts]
