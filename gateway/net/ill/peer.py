"""Who is at the other end of a line on which ISO 10161 is spoken, as far as the line itself can tell."""

import msgspec


class Peer(msgspec.Struct, frozen=True, kw_only=True):
    """The other end of one line.

    `link` is the line's own id. `host` and `port` are where it called from, or where we called; `listener` is
    the name of the port that it called, empty where we did. Where it showed a certificate, `fingerprint` is
    that one's (``sha256:`` and lower-case hexadecimal) and `names` are those in it. `partner` is the
    configured name of whom we called: nobody else needs to be looked for.
    """

    link: str
    host: str = ""
    port: int = 0
    listener: str = ""
    partner: str = ""
    fingerprint: str = ""
    names: frozenset[str] = frozenset()

    @property
    def where(self) -> str:
        """Where it is, for people."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
