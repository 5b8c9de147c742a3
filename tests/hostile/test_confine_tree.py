"""What the confined Python is shown of the machine, and bubblewrap's command line."""

import os
import subprocess
import sys

import numpy as np
import pytest

from grader.sandbox import bubblewrap, tree

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="confinement is made for Linux")


@pytest.fixture(scope="module")
def needed():
    return tree.needed_by_python()


def inside(path, places):
    return any(f"{path}/".startswith(f"{place}/") for place in places)


@linux_only
def test_python_numpy_and_the_c_library_are_shown(needed):
    assert os.path.realpath(np.__path__[0]) in needed.shown
    assert os.path.dirname(os.path.realpath(os.__file__)) in needed.shown
    assert any("libc.so" in path for path in needed.shown)
    assert all(os.path.exists(path) for path in needed.shown)


def test_nothing_of_the_grader_and_no_other_package_is_shown(needed):
    assert not inside(os.path.realpath(tree.__file__), needed.shown)
    visible = needed.readable()
    assert not inside(os.path.realpath(pytest.__file__), visible)
    assert not any(path.endswith(("site-packages", "dist-packages")) for path in visible)


def test_the_executable_is_not_a_link_of_a_virtual_environment(needed):
    assert not os.path.islink(needed.executable)


def test_a_package_that_does_not_exist_is_an_error():
    with pytest.raises(ModuleNotFoundError):
        tree.needed_by_python(["no_such_package"])


def test_packages_in_the_librarys_own_folder_are_hidden_one_by_one(tmp_path):
    (tmp_path / "site-packages" / "numpy").mkdir(parents=True)
    (tmp_path / "os.py").touch()
    (tmp_path / "json").mkdir()
    library, packages = str(tmp_path), str(tmp_path / "site-packages")
    shown = (library, f"{packages}/numpy")
    found = tree.Tree("python", packages, shown, hidden=(packages,), environment={})
    assert sorted(found.readable()) == sorted(
        [f"{packages}/numpy", f"{library}/os.py", f"{library}/json"]
    )
    assert found.listable() == [library]


@pytest.mark.parametrize(
    "path, expected",
    [
        ("/usr/lib/x86_64-linux-gnu/libc.so.6", True),
        ("/lib64/ld-linux-x86-64.so.2", True),
        ("/opt/conda/lib/libopenblas.so.0", True),
        ("/usr/lib/python3.11/lib-dynload/_bz2.cpython-311-x86_64-linux-gnu.so", False),
        ("/src/dlqa_core/_cython/libkernel.cpython-311-x86_64-linux-gnu.so", False),
        ("/x/site-packages/scipy.libs/libscipy_openblas.so", False),
    ],
)
def test_only_libraries_of_the_system_are_taken_along(path, expected):
    assert tree._is_of_the_system(path) is expected


def test_the_loaders_variables_are_passed_on(monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lib")
    assert tree.needed_by_python().environment == {"LD_LIBRARY_PATH": "/opt/lib"}


def test_without_bubblewrap_there_is_no_command(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    assert bubblewrap.command(["true"], readable=[]) is None


@pytest.fixture
def command(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: "/usr/bin/bwrap")
    return bubblewrap.command


def pairs(words, option):
    return [words[at + 1 : at + 3] for at, word in enumerate(words) if word == option]


def test_root_keeps_what_a_switch_of_users_takes(command):
    words = command(["true"], readable=[], switches_users=True)
    kept = [pair[0] for pair in pairs(words, "--cap-add")]
    assert kept == ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"]
    assert "--unshare-user" not in words


def test_everybody_else_keeps_nothing(command):
    words = command(["true"], readable=[])
    assert "--cap-add" not in words
    assert {"--unshare-user", "--unshare-net", "--unshare-pid", "--unshare-ipc"} <= set(words)
    assert words[words.index("--cap-drop") + 1] == "ALL"


def test_folders_are_bound_from_the_outside_in(command):
    words = command(
        ["true"],
        readable=["/lib/py/site/numpy", "/lib/py"],
        hidden=["/lib/py/site"],
        runtime={"/own": "/here"},
    )
    order = [words.index(place) for place in ("/here", "/lib/py", "/lib/py/site/numpy")]
    emptied = words.index("--tmpfs") + 1
    assert words[emptied] == "/lib/py/site"
    assert order[1] < emptied < order[2]
    assert ["/here", "/own"] in pairs(words, "--ro-bind")


def test_folders_above_are_open_to_all_users_and_made_once(command):
    words = command(["true"], readable=["/a/b/c", "/a/b/d", "/a/b/c/e"])
    made = [words[at + 1] for at, word in enumerate(words) if word == "--dir"]
    assert sorted(made) == ["/a", "/a/b", "/dev"]
    assert words.count("0755") == len(made)


def test_everything_ends_read_only(command):
    words = command(["true"], readable=["/lib/py"], hidden=["/lib/py/site"])
    assert [pair[0] for pair in pairs(words, "--remount-ro")] == ["/lib/py/site", "/"]
    assert words[-2:] == ["--", "true"]


def test_only_the_given_environment_is_left(command):
    words = command(["true"], readable=[], environment={"A": "1"})
    assert "--clearenv" in words
    assert pairs(words, "--setenv") == [["A", "1"]]


@linux_only
def test_the_confined_python_sees_only_its_own_folders(home):
    if not home.in_bubblewrap:
        pytest.skip("without bubblewrap nothing at the top can be listed at all")
    listing = home.run("listing", "/", landlock=False).value
    shown = {path.split("/")[1] for path in tree.needed_by_python().shown}
    assert set(listing) <= {"dev", "etc", "grader", "lib", "lib64", *shown}
    assert sorted(home.run("listing", "/dev", landlock=False).value) == ["null", "urandom", "zero"]
    assert home.run("listing", "/etc", landlock=False).value in ([], ["ld.so.cache"])


@linux_only
def test_what_is_shown_suffices_to_start_python_with_numpy(needed):
    script = "import sys; sys.path.append(sys.argv[1]); import numpy.linalg; print(numpy.ones(1))"
    command = bubblewrap.command(
        [needed.executable, "-S", "-I", "-c", script, needed.package_folder],
        readable=needed.shown,
        hidden=needed.hidden,
        environment=needed.environment,
    )
    if command is None:
        pytest.skip("bubblewrap is not installed")
    done = subprocess.run(command, capture_output=True, text=True)
    if "bwrap:" in done.stderr:
        pytest.skip(f"bubblewrap does not work on this machine: {done.stderr}")
    assert done.stdout == "[1.]\n", done.stderr
