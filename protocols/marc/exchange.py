"""pymarc's `Record`, for those who have tools for it: the only place that knows pymarc's classes."""

import pymarc

from protocols.marc.record import LEADER_LENGTH, Field, Parsed, Record, is_control


def to_pymarc(record: Record) -> pymarc.Record:
    """The record as pymarc has it, its text in Unicode."""
    made = pymarc.Record(force_utf8=True)
    made.leader = pymarc.Leader(record.leader.ljust(LEADER_LENGTH)[:LEADER_LENGTH])
    made.fields.extend(_to_field(tag, found) for tag, found in record.everything())
    return made


def from_pymarc(record: pymarc.Record) -> Parsed:
    """A record that pymarc made or read."""
    return Parsed(str(record.leader), [(field.tag, _from_field(field)) for field in record.fields])


def _to_field(tag: str, found: str | Field) -> pymarc.Field:
    if isinstance(found, str):
        return pymarc.Field(tag=tag, data=found)
    indicators = pymarc.Indicators(*found.indicators.ljust(2)[:2])
    subfields = [pymarc.Subfield(code=code, value=value) for code, value in found.subfields]
    return pymarc.Field(tag=tag, indicators=indicators, subfields=subfields)


def _from_field(field: pymarc.Field) -> str:
    if is_control(field.tag):
        return field.data or ""
    return "".join([*(field.indicators or ""), *(f"\x1f{code}{value}" for code, value in field.subfields)])
