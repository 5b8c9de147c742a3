"""The seccomp program, run instruction by instruction: so aarch64 is tested without having one."""

import re
import struct
from pathlib import Path

import pytest

from grader.sandbox import seccomp, syscalls

ALLOW, KILL, REFUSE, ABSENT = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
PID = 0x5EC0C0DE  # what install() replaces by the number of the process

machines = pytest.mark.parametrize("machine", syscalls.ARCHITECTURES)


def verdict(machine, number, *arguments, architecture=None):
    """What the program answers to a call: the kernel's own rules for the few operations used."""
    architecture = ARCHITECTURES[machine] if architecture is None else architecture
    words = [argument % 2**64 for argument in (*arguments, *[0] * 6)[:6]]
    data = struct.pack("=IIQ6Q", number % 2**32, architecture, 0, *words)
    code = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
    accumulator = position = 0
    while True:
        operation, if_true, if_false, constant = code[position]
        position += 1
        if operation == 0x06:
            return constant
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, constant)
        elif operation == 0x15:
            position += if_true if accumulator == constant else if_false
        elif operation == 0x35:
            position += if_true if accumulator >= constant else if_false
        else:
            raise AssertionError(f"unknown operation {operation:#x}")


def number(name, machine):
    return syscalls.numbers({**syscalls.FREE, **syscalls.JUDGED}, machine)[name]


@machines
def test_every_number_has_the_verdict_of_its_table(machine):
    free = set(syscalls.numbers(syscalls.FREE, machine).values())
    judged = set(syscalls.numbers(syscalls.JUDGED, machine).values())
    assert not free & judged
    for each in set(range(600)) - judged:
        assert verdict(machine, each) == (ALLOW if each in free else REFUSE)


@machines
def test_foreign_architectures_end_the_process(machine):
    read = number("read", machine)
    for architecture in {0x40000003, 0x40000028, 0, *ARCHITECTURES.values()}:
        if architecture != ARCHITECTURES[machine]:
            assert verdict(machine, read, architecture=architecture) == KILL


def test_x32_calls_end_the_process():
    assert verdict("x86_64", 0x40000000) == KILL
    assert verdict("x86_64", 0x40000000 + 520) == KILL
    assert verdict("x86_64", -1) == KILL


@machines
@pytest.mark.parametrize(
    "name, arguments, expected",
    [
        ("clone", (0x3D0F00,), ALLOW),
        ("clone", (0x7D0F00,), ALLOW),
        ("clone", (0x11,), REFUSE),
        ("clone", (0x3D0F00 | 0x20000000,), REFUSE),
        ("clone", (0x4111,), REFUSE),
        ("clone3", (), ABSENT),
        ("kill", (PID, 9), ALLOW),
        ("kill", (PID + 1, 9), REFUSE),
        ("kill", (0, 9), REFUSE),
        ("kill", (-1, 9), REFUSE),
        ("kill", (-PID, 9), REFUSE),
        ("tgkill", (PID, 5, 9), ALLOW),
        ("tgkill", (5, PID, 9), REFUSE),
        ("prlimit64", (0, 7, 0, 1), ALLOW),
        ("prlimit64", (0, 7, 1, 0), REFUSE),
        ("prlimit64", (0, 7, 2**32, 0), REFUSE),
        ("ioctl", (0, 0x5401), ALLOW),
        ("ioctl", (0, 0x5412), REFUSE),
        ("fcntl", (3, 1030), ALLOW),
        ("fcntl", (3, 8), REFUSE),
        ("prctl", (15,), ALLOW),
        ("prctl", (4, 1), REFUSE),
        ("prctl", (22,), REFUSE),
        ("sendto", (3, 1, 1, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 1), REFUSE),
        ("sendto", (3, 1, 1, 0, 2**40), REFUSE),
    ],
)
def test_judged_calls_are_judged_by_their_arguments(machine, name, arguments, expected):
    assert verdict(machine, number(name, machine), *arguments) == expected


@machines
def test_every_judged_call_has_a_rule(machine):
    assert set(syscalls.JUDGED) == set(seccomp._RULES)


@machines
def test_the_stand_in_for_the_process_number_is_nowhere_else(machine):
    instructions = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
    assert sum(constant == PID for *_, constant in instructions) == 2
    assert seccomp.program(machine).count(struct.pack("=I", PID)) == 2


@pytest.mark.parametrize("machine", ["riscv64", "i686", "win32"])
def test_a_machine_without_a_table_is_refused(machine):
    with pytest.raises(OSError, match=f"no table of system calls for {machine}"):
        seccomp.program(machine)


@pytest.mark.parametrize(
    "column, header",
    [
        (0, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        (1, "/usr/include/asm-generic/unistd.h"),
    ],
)
def test_the_numbers_are_those_of_the_kernels_headers(column, header):
    if not Path(header).exists():
        pytest.skip(f"{header} is not installed")
    defined = dict(
        re.findall(r"#define\s+__NR(?:3264)?_(\w+)\s+(\d+)", Path(header).read_text())
    )  # a name given twice is the same number under two conditions
    names = {"newfstatat": "fstatat"} if column else {}
    for name, pair in {**syscalls.FREE, **syscalls.JUDGED}.items():
        assert str(pair[column]) == defined.get(names.get(name, name), "None"), name
