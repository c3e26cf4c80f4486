"""What a librarian asks of a transaction, as the service that the standard has for it."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import inspect

from gateway.dispatch.lending.choices import BY_HAND, Forward
from gateway.model.ill.parts import REASONS, SHIPPED_CONDITIONS
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.services import AnyService, IllAnswer, IllRequest
from gateway.model.ill.words import Reason
from gateway.web.refusals import Unaskable, Why

Asked: TypeAlias = AnyService | Forward


def service(name: str, say: Mapping[str, Any]) -> Asked:
    """The service of that name with those elements. Raises `Unaskable`."""
    if name not in BY_HAND:
        raise Unaskable(Why.VERB, verb=name, verbs=", ".join(BY_HAND))
    asked: Asked = _converted(say, BY_HAND[name])
    return asked


def request(say: Mapping[str, Any]) -> IllRequest:
    """An ILL-REQUEST with those elements. Raises `Unaskable`."""
    asked: IllRequest = _converted(say, IllRequest)
    return asked


def _converted(say: Mapping[str, Any], shape: type[Any]) -> Any:  # noqa: ANN401 - a `shape`
    stray = next(_strays(say, inspect.type_info(shape), ""), None)
    if stray is not None:
        raise Unaskable(Why.BODY, what=f"`say` has no `{stray}`")
    tag = inspect.type_info(shape)
    named = {**say}
    if isinstance(tag, inspect.StructType) and tag.tag_field:
        named[tag.tag_field] = tag.tag
    try:
        return msgspec.convert(named, shape)
    except msgspec.ValidationError as error:
        raise Unaskable(Why.BODY, what=str(error)) from None


def _strays(say: object, kind: inspect.Type, path: str) -> Iterator[str]:
    """Elements that there are not: msgspec passes over them, and a mistyped one must not be lost."""
    struct = _struct(kind)
    if isinstance(say, list):
        for one in say:
            yield from _strays(one, kind, path)
    elif isinstance(say, Mapping) and struct is not None:
        fields = {field.encode_name: field.type for field in struct.fields}
        for name, value in say.items():
            if name in fields:
                yield from _strays(value, fields[name], f"{path}{name}.")
            else:
                yield f"{path}{name}"


def _struct(kind: inspect.Type) -> inspect.StructType | None:
    if isinstance(kind, inspect.UnionType):
        return next((found for each in kind.types if (found := _struct(each))), None)
    if isinstance(kind, inspect.VarTupleType):
        return _struct(kind.item_type)
    return kind if isinstance(kind, inspect.StructType) else None


def fitting(body: Asked, why: Refusal) -> tuple[Reason, ...]:
    """The reasons that would do where one does not fit."""
    if why is not Refusal.REASON_DOES_NOT_FIT:
        return ()
    fits = REASONS[body.results] if isinstance(body, IllAnswer) else SHIPPED_CONDITIONS
    return tuple(reason for reason in Reason if reason in fits)
