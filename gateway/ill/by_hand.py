"""The services that staff can have sent in a transaction, and the Struct that each is said in."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from gateway.ill.decisions import Forward
from gateway.ill.reasons import SERVICES
from gateway.model.ill.services import AnyService
from gateway.model.ill.words import Service

_SHAPES: Final[Mapping[Service, type[Any]]] = {shape.service: shape for shape in get_args(AnyService)}

BY_HAND: Final[Mapping[str, type[Any]]] = {
    service.lower(): _SHAPES.get(service, Forward)
    for service in dict.fromkeys(SERVICES.values())
    if service is not Service.ILL_REQUEST
}
"""By the service's name in small letters; ILL-REQUEST opens a transaction and is none of these."""
