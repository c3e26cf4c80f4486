"""Which Unix account speaks at the other end of the control socket: by the system's word, not by its own."""

import pwd
import socket
import struct
from typing import Any, Final

#: What SO_PEERCRED gives on Linux (unix(7)): process, user and group, each an int.
_CREDENTIALS: Final = struct.Struct("3i")


def account_of(request: Any) -> str:  # noqa: ANN401 - a twisted.web request, down to its socket
    """The account's name, its number where it has none; empty where the request came over no Unix socket."""
    transport = getattr(getattr(request, "channel", None), "transport", None)
    peer: socket.socket | None = getattr(transport, "socket", None)
    if peer is None or peer.family != socket.AF_UNIX:
        return ""
    _, user, _ = _CREDENTIALS.unpack(
        peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    )
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
