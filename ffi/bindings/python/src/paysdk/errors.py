"""Why a call failed, and what that means for the money."""

from __future__ import annotations

import ctypes
import enum
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ._library import lib


class Outcome(enum.Enum):
    """What a failed call means for the money."""

    #: Nothing left this machine: the same call may be made again.
    NOT_SENT = 0
    #: The provider said no, provably: nothing moved.
    REFUSED = 1
    #: Money may have moved: query by the order number, never repeat under a new one.
    UNKNOWN = 2


class Status(enum.IntEnum):
    """The statuses of the C interface."""

    ARGUMENT = -1
    UTF8 = -2
    UNKNOWN_NAME = -3
    MISSING_FIELD = -4
    INVALID_VALUE = -5
    CONFIG = -6
    NOT_FOUND = -7
    BUFFER = -8
    TRANSPORT = -20
    HTTP_STATUS = -21
    DECODE = -22
    SIGNATURE = -23
    PROVIDER = -24
    MISMATCH = -25
    INTERNAL = -98
    PANIC = -99


class Error(Exception):
    """A call that gave no result. Its texts carry no secret."""

    def __init__(
        self,
        status: Status,
        message: str,
        *,
        outcome: Outcome = Outcome.UNKNOWN,
        http_status: int | None = None,
        provider_code: str | None = None,
        provider_message: str | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message)
        #: What went wrong.
        self.status = status
        #: Whether the call may be made again, is over, or must be asked about.
        self.outcome = outcome
        #: The HTTP status of the answer, if one came.
        self.http_status = http_status
        #: The provider's code, if it sent one.
        self.provider_code = provider_code
        #: The provider's own words, if it sent any.
        self.provider_message = provider_message
        #: The field or configuration key at fault, if it is one.
        self.field = field

    def __str__(self) -> str:
        return f"{self.status.name}: {self.args[0]}"

    def __reduce__(self) -> tuple[Any, ...]:
        # So that it comes whole out of a worker process.
        details = {name: value for name, value in vars(self).items() if name != "status"}
        return functools.partial(type(self), **details), (self.status, self.args[0])


class UsageError(Error):
    """The call itself is wrong: a name, a value, a missing field, a closed handle.

    Where a request was being made, nothing was sent. Where an answer or a notification was being read, money may have moved
    before: its ``outcome`` is UNKNOWN.
    """

    @classmethod
    def unsent(cls, status: Status, message: str, field: str | None = None) -> UsageError:
        """By this module's own judgement, before anything is sent."""
        return cls(status, message, outcome=Outcome.NOT_SENT, field=field)


class TransportError(Error):
    """No answer came, or one with an HTTP status that proves nothing."""


class MessageError(Error):
    """An answer or notification that cannot be read or is not to be believed: wrongly signed, or about something else."""


class ProviderError(Error):
    """The provider answered that it did not, or not yet, do what was asked."""


class InternalError(Error):
    """A defect of the library."""


_CLASSES = {
    Status.TRANSPORT: TransportError,
    Status.HTTP_STATUS: TransportError,
    Status.DECODE: MessageError,
    Status.SIGNATURE: MessageError,
    Status.MISMATCH: MessageError,
    Status.PROVIDER: ProviderError,
    Status.INTERNAL: InternalError,
    Status.PANIC: InternalError,
}

_MESSAGE, _CODE, _PROVIDER_MESSAGE, _FIELD = range(4)


def check(status: int, error: ctypes.c_void_p | None = None) -> None:
    """Raises what a function of the library returned, unless it is OK, and frees the error."""
    if status == 0:
        return
    try:
        raise _failure(status, error)
    finally:
        if error:
            lib.paysdk_error_free(error)


@contextmanager
def reading() -> Iterator[None]:
    """What goes wrong inside has an unknown outcome: an answer or a notification came, so money may have moved before."""
    try:
        yield
    except Error as error:
        error.outcome = Outcome.UNKNOWN
        raise


def _failure(status: int, error: ctypes.c_void_p | None) -> Error:
    try:
        known = Status(status)
    except ValueError:
        # A later library may have statuses that this module does not know.
        known = Status.INTERNAL
    if not error:
        # A function without an error handle sends nothing, but may read what was answered: see reading().
        nothing_sent = error is None and known > Status.TRANSPORT
        outcome = Outcome.NOT_SENT if nothing_sent else Outcome.UNKNOWN
        return _CLASSES.get(known, UsageError)(known, known.name.lower().replace("_", " "), outcome=outcome)

    def text(which: int) -> str | None:
        found = lib.paysdk_error_text(error, which)
        return None if found is None else found.decode("utf-8")

    return _CLASSES.get(known, UsageError)(
        known,
        text(_MESSAGE) or "",
        outcome=Outcome(lib.paysdk_error_outcome(error)),
        http_status=lib.paysdk_error_http_status(error) or None,
        provider_code=text(_CODE),
        provider_message=text(_PROVIDER_MESSAGE),
        field=text(_FIELD),
    )
