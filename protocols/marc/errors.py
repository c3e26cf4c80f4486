"""What a caller can do wrong. What is wrong with a file is never raised: it is read out as `Damage`."""

from protocols.errors import LocalProtocolError


class MarcError(LocalProtocolError):
    """The root: what was asked for cannot be done with MARC records."""


class UnknownCharset(MarcError):
    """No such character set, or one in which ASCII is not ASCII, so that no record could be found in it."""


class Unwritable(MarcError):
    """ISO 2709 has no room for this: a tag that is not three characters, a separator inside a field."""
