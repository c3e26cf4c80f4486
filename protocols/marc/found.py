"""What a file turns out to hold beside sound records: damage, and what could be put right."""

from enum import StrEnum

import msgspec


class DamageReason(StrEnum):
    """Why a stretch of a file gave no record."""

    GARBAGE = "garbage"  # nothing that looks like a leader
    TRUNCATED = "truncated"  # the file ends in the middle of a record
    TOO_LONG = "too-long"  # no end within the limit
    TOO_MANY_FIELDS = "too-many-fields"
    NO_DIRECTORY = "no-directory"  # after the leader stand no whole entries
    FIELDS_DISAGREE = "fields-disagree"  # the directory lists other fields than there are
    XML_SYNTAX = "xml-syntax"  # not well-formed: nothing after it can be trusted
    XML_DOCTYPE = "xml-doctype"  # a document type is refused, and with it every entity
    XML_TOO_DEEP = "xml-too-deep"


class Mend(StrEnum):
    """What was wrong with a record that could be read all the same."""

    RECORD_LENGTH = "record-length"  # leader/00-04 says another length
    BASE_ADDRESS = "base-address"  # leader/12-16 says another place
    DIRECTORY_MAP = "directory-map"  # leader/20-22 does not fit the directory
    FIELD_LENGTHS = "field-lengths"  # the directory's lengths are wrong: the field terminators were followed
    UNLISTED_FIELDS = "unlisted-fields"  # data that the directory does not list was left out
    NO_TERMINATOR = "no-terminator"  # the record's own end mark is missing
    UNDECODABLE = "undecodable"  # some bytes mean nothing in the record's character set


class Damage(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the file that gave no record; reading goes on after it.

    * ``ordinal``  which one it is among records and damage, from 1;
    * ``offset``, ``length``  where it lies, in bytes from the beginning of the file;
    * ``detail``   what stood there, cut and printable.
    """

    DETAIL_LIMIT = 60  # one line of a report

    ordinal: int
    offset: int
    length: int
    reason: DamageReason
    detail: str = ""
