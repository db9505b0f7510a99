"""Values as the C interface takes them: NUL-terminated UTF-8, and never a float."""

import re
from decimal import Decimal
from typing import Union

from .errors import Status, UsageError

FieldValue = Union[str, int, Decimal]

#: What can be a name and is hardly a value, as the library sees it.
_NAME = re.compile(r"content_sha1|[A-Za-z_-]{1,24}(\.([A-Za-z_-]{1,24}|0|[1-9][0-9]{0,3}))*", re.ASCII)
_LONGEST_NAME = 33


def shown(name: object) -> str:
    """A field's name as errors repeat it. Two arguments are easily swapped, and then it is a key or a payment code."""
    name = str(name)
    if len(name) <= _LONGEST_NAME and _NAME.fullmatch(name):
        return name
    beginning = "".join(c if c.isprintable() else " " for c in name[: min(len(name) // 4, 4)])
    return f"{beginning}… ({len(name)} characters)"


def encoded(text: str, field: str) -> bytes:
    """UTF-8 for the library. ``field`` names the value in errors, which must not show it."""
    if not isinstance(text, str):
        raise TypeError(f"{shown(field)} must be a str, not {type(text).__name__}")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        data = None
    if data is None:
        # Raised here, so that the first error, which holds the text, is not its context.
        name = shown(field)
        raise UsageError.unsent(Status.UTF8, f"{name}: is not valid Unicode", field=name)
    if b"\0" in data:
        name = shown(field)
        raise UsageError.unsent(Status.INVALID_VALUE, f"{name}: must not contain NUL", field=name)
    return data


def plain(value: FieldValue, field: str) -> bytes:
    """The text of a field's value. A float is a TypeError: it cannot hold an amount exactly."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise TypeError(f"{shown(field)} must be a str, an int or a Decimal, not {type(value).__name__}")
    if isinstance(value, Decimal):
        if not value.is_finite():
            name = shown(field)
            raise UsageError.unsent(Status.INVALID_VALUE, f"{name}: must be a finite number", field=name)
        value = format(value, "f")
    return encoded(str(value), field)
