"""The password that a partner shows us is for nobody else: it is not kept, so that it can't be passed on.

It travels in Prompt-1, an EXTERNAL, in practice as an extension of a request to OCLC. Source: reference file
ill.md §1.5; Z39.50-1995, PRO.1.
"""

from typing import Any, Final

from gateway.translate.iso10161.forms import Notes, Where, path
from protocols.iso10161.objects import PROMPT

NOT_KEPT: Final = "a password, not kept"


def without_passwords(form: Any, at: Where, remarks: Notes) -> Any:  # noqa: ANN401 - JSON
    """A JSON form without any Prompt-1; each that was there is remarked."""
    if isinstance(form, dict):
        return {
            name: without_passwords(each, (at, name), remarks)
            for name, each in form.items()
            if not _shows_one(each, (at, name), remarks)
        }
    if isinstance(form, list):
        return [
            without_passwords(each, (at, f"[{number}]"), remarks)
            for number, each in enumerate(form, 1)
            if not _shows_one(each, (at, f"[{number}]"), remarks)
        ]
    return form


def _shows_one(form: Any, at: Where, remarks: Notes) -> bool:  # noqa: ANN401 - JSON
    """Whether it is an EXTERNAL that holds a Prompt-1, or an extension whose item is one."""
    item = form.get("item") if isinstance(form, dict) else None
    external = item.get("EXTERNAL") if isinstance(item, dict) else form
    shown = isinstance(external, dict) and external.get("direct-reference") == PROMPT
    if shown:
        remarks.append(f"{path(at)}: {NOT_KEPT}")
    return shown
