"""The probe: it succeeds where nothing confines it, and nowhere else."""

import os
import subprocess
import sys

import pytest

from grader.sandbox.probe import ATTACK, BREACH_NAMES


def test_nothing_gets_through(home, canary):
    outcome = home.run("run_probe", ATTACK, str(canary), os.getpid())
    assert outcome.value == dict.fromkeys(BREACH_NAMES, False), outcome


def test_the_probe_would_tell_if_a_layer_were_missing(home, canary):
    outcome = home.run("run_probe", ATTACK, str(canary), os.getpid(), seccomp=False, landlock=False)
    breaches = {name for name, succeeded in outcome.value.items() if succeeded}
    assert "execute" in breaches
    if not home.in_bubblewrap:
        assert {"read_canary", "list_canary_folder", "write_beside_canary",
                "internet_socket", "local_socket", "contact"} <= breaches  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="tries calls of POSIX")
def test_everything_succeeds_where_nothing_confines(canary, tmp_path):
    script = f"{ATTACK}\nimport sys\nprint(attack(sys.argv[1], int(sys.argv[2])))"
    done = subprocess.run(
        [sys.executable, "-c", script, str(canary), str(os.getpid())],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "SECRET": "1"},
    )
    outcome = eval(done.stdout)
    assert list(outcome) == list(BREACH_NAMES)
    harmless_elsewhere = {"contact"} if sys.platform != "linux" else set()
    assert {name for name, succeeded in outcome.items() if not succeeded} <= harmless_elsewhere
    assert os.listdir(tmp_path) == ["canary"]


def test_every_breach_is_explained():
    assert all(sentence.startswith("it") for sentence in BREACH_NAMES.values())
