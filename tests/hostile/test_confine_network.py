"""Confined code reaches nobody but the other end of the descriptor it was given."""

import socket

import pytest


def test_no_socket_can_be_opened(home):
    outcomes = home.run("open_sockets").value
    assert {name: error for name, error in outcomes.items() if error != "EPERM"} == {}


def test_landlock_alone_refuses_tcp(home):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert home.run("connect_tcp", port, seccomp=False).raised in ("PermissionError", "OSError")


def test_without_any_layer_tcp_would_be_reached(home):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        outcome = home.run("connect_tcp", port, seccomp=False, landlock=False)
        assert (outcome.raised is None) is not home.in_bubblewrap


def test_landlock_alone_refuses_abstract_sockets(home):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("\0dlqa-test-of-confinement")
        listener.listen()
        outcome = home.run("connect_abstract", "dlqa-test-of-confinement", seccomp=False)
        assert outcome.raised in ("PermissionError", "ConnectionRefusedError")


def test_a_kept_socket_can_be_used(open_home_with):
    ours, theirs = socket.socketpair()
    home = open_home_with("ordinary user", theirs.fileno())
    ours.sendall(b"answer")
    outcome = home.run("use_descriptor", theirs.fileno(), keep=(theirs.fileno(),))
    assert outcome.value == "answer"
    assert ours.recv(100) == b"question"
    ours.close()
    theirs.close()


def test_a_kept_socket_passes_no_descriptors(open_home_with):
    ours, theirs = socket.socketpair()
    home = open_home_with("ordinary user", theirs.fileno())
    outcome = home.run("pass_descriptor", theirs.fileno(), keep=(theirs.fileno(),))
    assert outcome.raised == "PermissionError"
    ours.setblocking(False)
    with pytest.raises(BlockingIOError):
        ours.recv(1)
    ours.close()
    theirs.close()
