"""Interlibrary loan as it runs, as far as it can be asked about and commanded."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from gateway.dispatch.lending import Lending
from gateway.ports.ill_language import IllLanguage
from gateway.ports.outbox import Outbox


class Interlending(msgspec.Struct, frozen=True, kw_only=True):
    """Who lends and borrows, who carries letters, and what partners speak.

    `configured` is each partner's configuration as JSON, by its name. `probe` calls a partner and gives what
    was learned; None where nothing can be called.
    """

    lending: Lending
    outbox: Outbox
    language: IllLanguage
    configured: Mapping[str, Mapping[str, Any]]
    probe: Callable[[str], Awaitable[msgspec.Struct]] | None = None
