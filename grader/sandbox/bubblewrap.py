"""The second wall: bubblewrap, where it works, gives the zygote a file tree of its own.

As root it must be told to drop every capability, with a user namespace or without one: left to
itself it keeps them all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence

# What it takes to make each child another user, and to have no capability left afterwards.
_TO_SWITCH_USERS = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
# Single devices: bubblewrap's own /dev would bring a writable /dev/shm that outlives a child.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
# Where these are links, as on most systems today, libraries are looked for under both names.
_SYSTEM_LINKS = ("/lib", "/lib64")


def command(
    argv: Sequence[str],
    *,
    readable: Sequence[str],
    hidden: Sequence[str] = (),
    runtime: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    switches_users: bool = False,
) -> list[str] | None:
    """The command that runs `argv` in bubblewrap; None where there is no bubblewrap.

    The program sees `readable` at their own places (of which the folders `hidden` look empty),
    the folders `runtime` = {place inside: place here}, three devices, and nothing else: no /proc,
    no network, nothing writable. Descriptors that are passed on to bubblewrap reach the program.
    A root that `switches_users` keeps the three capabilities which that takes, and no other; then
    there can be no user namespace, in which no second user exists.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return None
    own = {path: path for path in readable}
    return [
        bwrap,
        *_namespaces(switches_users),
        *_privileges(switches_users),
        *_tree({**own, **(runtime or {})}, hidden),
        *_environment(environment or {}),
        "--",
        *argv,
    ]


def _namespaces(switches_users: bool) -> list[str]:
    kinds = ["ipc", "pid", "net", "uts", "cgroup-try"] + ["user"] * (not switches_users)
    ends = ["--new-session", "--die-with-parent", "--hostname", "sandbox"]
    return [f"--unshare-{kind}" for kind in kinds] + ends


def _privileges(switches_users: bool) -> list[str]:
    kept = _TO_SWITCH_USERS if switches_users else ()
    return ["--cap-drop", "ALL", *_each("--cap-add", kept)]


def _tree(places: Mapping[str, str], hidden: Sequence[str]) -> list[str]:
    everything = {*places, *hidden, *_DEVICES}
    # Outer folders first, so that a package can be put back into a folder that was emptied.
    order = sorted(everything, key=lambda place: (place.count("/"), place))
    options = _folders_above(order, shown=places)
    for link in filter(os.path.islink, _SYSTEM_LINKS):
        options += ["--symlink", os.readlink(link), link]
    for place in order:
        if place in hidden:
            options += ["--perms", "0755", "--tmpfs", place]
        elif place in _DEVICES:
            options += ["--dev-bind", place, place]
        else:
            options += ["--ro-bind", places[place], place]
    return [*options, *_each("--remount-ro", [*hidden, "/"]), "--chdir", "/"]


def _folders_above(order: Sequence[str], shown: Iterable[str]) -> list[str]:
    """Make them by name and open to all users: made in passing, only the owner could enter."""
    above = [folder for place in order for folder in _ancestors(place)]
    made = [folder for folder in dict.fromkeys(above)
            if not any(f"{folder}/".startswith(f"{place}/") for place in shown)]  # fmt: skip
    return [word for folder in made for word in ("--perms", "0755", "--dir", folder)]


def _ancestors(place: str) -> list[str]:
    parts = place.split("/")
    return ["/".join(parts[:count]) for count in range(2, len(parts))]


def _environment(variables: Mapping[str, str]) -> list[str]:
    pairs = [word for name, value in variables.items() for word in ("--setenv", name, value)]
    return ["--clearenv", *pairs]


def _each(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (option, value)]
