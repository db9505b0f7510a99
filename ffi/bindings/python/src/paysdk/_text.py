"""Values as the C interface takes them: NUL-terminated UTF-8, and never a float."""

from decimal import Decimal
from typing import Union

from .errors import Status, UsageError

FieldValue = Union[str, int, Decimal]


def encoded(text: str, field: str) -> bytes:
    """UTF-8 for the library. ``field`` names the value in errors, which must not show it."""
    if not isinstance(text, str):
        raise TypeError(f"{field} must be a str, not {type(text).__name__}")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        data = None
    if data is None:
        # Raised here, so that the first error, which holds the text, is not its context.
        raise UsageError.unsent(Status.UTF8, f"{field}: is not valid Unicode", field=field)
    if b"\0" in data:
        raise UsageError.unsent(Status.INVALID_VALUE, f"{field}: must not contain NUL", field=field)
    return data


def plain(value: FieldValue, field: str) -> bytes:
    """The text of a field's value. A float is a TypeError: it cannot hold an amount exactly."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise TypeError(f"{field} must be a str, an int or a Decimal, not {type(value).__name__}")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise UsageError.unsent(Status.INVALID_VALUE, f"{field}: must be a finite number", field=field)
        value = format(value, "f")
    return encoded(str(value), field)
