"""The command `dlqa`. Heavy imports wait until a command needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from grader.course import Course

GRADED, NOT_ALL, UNUSABLE = 0, 1, 2

COURSE = click.option(
    "--course",
    type=click.Path(path_type=Path),
    help="The folder that holds exercises/ and solutions/ [default: found upward from here].",
)
ISOLATION = click.option(
    "--isolation",
    type=click.Choice(["auto", "strict", "process"]),
    default="auto",
    show_default=True,
    help="auto: the strongest confinement that holds on this machine, or refuse. strict: "
    "bubblewrap as well, or refuse. process: limits only, for code that you trust.",
)


class Unusable(click.ClickException):
    """Something that the user must mend first; the message says what."""

    exit_code = UNUSABLE


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dlqa")
def main() -> None:
    """Exercises for deep-learning courses that grade themselves.

    \b
    Students:     pytest exercises/              fast feedback on your own answers
    Instructors:  dlqa grade submissions/        grade a class in a confined child
    Authors:      dlqa new 1_nlp/21_my_topic     start an exercise
                  dlqa audit my_topic            let the course test itself
    Everybody:    dlqa doctor                    what this machine can do
                  dlqa bench --quick             how fast the kernels are here
    """
    # Each worker has one processor: threads of the linear algebra would fight over it.
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


@main.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
@COURSE
@click.option("--exercise", "-e", "slugs", multiple=True, help="Grade only this one (repeatable).")
@click.option("--jobs", "-j", type=click.IntRange(1), help="Processes [default: all processors].")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for one JSON report per submission [default: reports, or none with --json].",
)
@click.option("--json", "json_to", metavar="FILE|-", help="Write all reports as JSON Lines.")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["staff", "student"]),
    default="staff",
    show_default=True,
    help="student: leave out whatever would give hidden checks away.",
)
@ISOLATION
def grade(paths: tuple[Path, ...], **options: Any) -> None:
    """Grade submissions, each in a confined child.

    A PATH is one submission (a folder, a .py, .ipynb or .zip file) or a folder of submissions.
    A file is matched to an exercise by its name: levenshtein.py or levenshtein.ipynb, anywhere in
    the submission. A notebook may hold several exercises in cells that are marked for them.

    \b
    Examples:
      dlqa grade submissions/
      dlqa grade alice/ bob.zip --exercise levenshtein --json -

    Exit status: 0 all was graded, whatever the marks; 1 something could not be graded;
    2 nothing was graded.
    """
    from grader.commands.grade import Options, run

    with _complaints():
        sys.exit(run(paths, Options(**options)))


@main.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG...]")
@COURSE
@click.option("--jobs", "-j", type=click.IntRange(1), help="Processes [default: all processors].")
@click.option("--write-hints", is_flag=True, help="Bring each exercise's hints.json up to date.")
@ISOLATION
def audit(slugs: tuple[str, ...], **options: Any) -> None:
    """Let the course test itself.

    Stubs must be todo, references must pass every check in both homes, every known-wrong answer
    must fail and be told its own hint, every hidden check must be needed, no file may be stray,
    and nothing of solutions/ may show in exercises/. Exit status 1 on any breach.
    """
    from grader.commands.audit import run

    with _complaints():
        sys.exit(run(slugs, **options))


@main.command("list")
@COURSE
def list_(course: Path | None) -> None:
    """Show the exercises of the course."""
    from grader.commands.list import run

    with _complaints():
        sys.exit(run(course))


@main.command()
@click.argument("path", metavar="CHAPTER/NN_slug")
@COURSE
def new(path: str, course: Path | None) -> None:
    """Start an exercise from a template, such as dlqa new 1_nlp/21_edit_graphs.

    It passes the audit's checks of form; what it asks and checks is yours to write.
    """
    from grader.commands.new import run

    with _complaints():
        sys.exit(run(path, course))


@main.command()
def doctor() -> None:
    """Show what this machine can do, and how to get what is missing."""
    from grader.commands.doctor import run

    sys.exit(run())


@main.command()
@click.argument(
    "kernel",
    default="all",
    type=click.Choice(["all", "edit_distance", "conv", "ngrams", "tfidf", "similarity"]),
)
@click.option("--peers", is_flag=True, help="Measure other libraries too: those installed.")
@click.option("--quick", is_flag=True, help="Smaller inputs and fewer rounds: about a minute.")
@click.option("--only", metavar="TEXT", help="Only works with this in their name.")
@click.option(
    "--threads",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Show how kernels scale to so many threads; all else runs on one.",
)
@click.option(
    "--json",
    "json_to",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write everything with raw times.",
)
@click.option(
    "--plot",
    "plot_to",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Draw a PNG, SVG or PDF.",
)
def bench(kernel: str, **options: Any) -> None:
    """Time the kernels against NumPy, other libraries and the limits of this machine.

    Results are compared before anything is timed; then all candidates run in turn, in shuffled
    order. Ratios within a run mean something, single times on a busy machine do not.

    \b
    Examples:
      dlqa bench edit_distance --quick
      dlqa bench conv --peers --only 3x3 --json conv.json --plot conv.png
      DLQA_SIMD=v3 dlqa bench --peers       the AVX2 kernels only

    The other libraries come with pip install 'dlqa[bench]'. Exit status 1: a kernel was wrong.
    """
    from grader.commands.bench import Options, run

    os.environ.setdefault("NUMBA_NUM_THREADS", "1")
    sys.exit(run(kernel, Options(**options)))


@contextmanager
def _complaints() -> Iterator[None]:
    """Turn complaints about the course or the machine into one clear line."""
    from grader.course import CourseError
    from grader.sandbox.isolation import ConfinementError

    try:
        yield
    except CourseError as error:
        raise Unusable(str(error)) from error
    except ConfinementError as error:
        raise Unusable(refusal(error.reasons)) from error


def refusal(reasons: list[str]) -> str:
    """Why this machine can't confine, and the ways out."""
    lines = [f"  {reason}" for reason in reasons]
    return "\n".join(
        [
            "this machine can't confine submissions, so nothing was graded:",
            *lines,
            "Mend that (dlqa doctor tells more), grade on Linux, or, for code that you trust, "
            "say --isolation=process: limits only.",
        ]
    )


def find_course(folder: Path | None) -> Course:
    """The course that was named, or the one that the current folder lies in."""
    from grader.course import Course

    return Course.read(folder.resolve()) if folder is not None else Course.find(Path.cwd())
