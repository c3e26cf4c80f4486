"""ISO 10161: interlibrary loan between systems, in 20 APDUs of 88 types."""
