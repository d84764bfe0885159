"""Whether a port is free on this machine."""

from __future__ import annotations

import socket


def port_is_free(host: str, port: int) -> bool:
    """Whether nobody listens there. Asked before the server starts, because servers that share a port (SO_REUSEPORT)
    would otherwise answer in turn: two nodes mixed on one address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def address_is_here(host: str) -> bool:
    """Whether this machine has the address, so that a program can listen on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
        return True
