"""Which table a role goes by."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from gateway.ill.events import Action, Event
from gateway.ill.guards import Context
from gateway.ill.requester import REQUESTER
from gateway.ill.responder import RESPONDER
from gateway.machine.table import Table
from gateway.model.ill.states import Role, State

IllTable: TypeAlias = Table[State, Event, Action, Context]

TABLES: Final[Mapping[Role, IllTable]] = {Role.REQUESTER: REQUESTER, Role.RESPONDER: RESPONDER}
"""The machine of each role; an intermediary has one of each (`gateway.ill.intermediary`)."""
