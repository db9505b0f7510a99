"""What operations there are, and what fields they have."""

import ctypes
from ctypes import c_char_p, c_size_t, c_uint32
from dataclasses import dataclass

from ._library import lib
from ._text import encoded
from .errors import Status, check

_REQUEST, _RESPONSE = range(2)
_REQUIRED, _MASKED, _MOVES_MONEY = 1, 2, 4


@dataclass(frozen=True)
class Field:
    """A field of a request, response or notification."""

    name: str
    #: A request without it is refused; a response always has it, empty where the provider may leave it out.
    required: bool
    #: Shown as ``***`` in every output of the library.
    masked: bool
    #: The operation moves money, so that a failed call may have an unknown outcome. The same on all of its fields.
    of_money_operation: bool


def operations() -> list[str]:
    """The names of all operations of all providers."""
    count, name, names = c_size_t(), c_char_p(), []
    check(lib.paysdk_operation_count(ctypes.byref(count)))
    for i in range(count.value):
        check(lib.paysdk_operation_at(i, ctypes.byref(name)))
        names.append((name.value or b"").decode("ascii"))
    return names


def request_fields(operation: str) -> list[Field]:
    """The fields that an operation takes."""
    return _fields(operation, _REQUEST)


def response_fields(operation: str) -> list[Field]:
    """The fields that an operation answers, or that a kind of notification has."""
    return _fields(operation, _RESPONSE)


def _fields(operation: str, direction: int) -> list[Field]:
    asked, name, flags = encoded(operation, "operation"), c_char_p(), c_uint32()
    found: list[Field] = []
    while True:
        at = len(found)
        status = lib.paysdk_operation_field_at(asked, direction, at, ctypes.byref(name), ctypes.byref(flags))
        if status == Status.NOT_FOUND:
            return found
        check(status)
        bits = flags.value
        text = (name.value or b"").decode("ascii")
        found.append(Field(text, bool(bits & _REQUIRED), bool(bits & _MASKED), bool(bits & _MOVES_MONEY)))
