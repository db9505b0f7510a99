"""What a call answered, and notifications that were verified."""

from __future__ import annotations

import ctypes
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_void_p
from typing import Any

from ._handle import Handle
from ._library import lent_bytes, lib
from ._text import encoded, plain
from .errors import MessageError, Status, check, reading


class Response:
    """What a call answered, read by name: ``response["list.0.trade_no"]`` reaches inside.

    Texts are as the provider sent them, so that amounts stay exact: ``int(paid["total_fee"])`` is the caller's to say.
    """

    def __init__(self, pointer: c_void_p) -> None:
        self._handle = Handle("response", pointer, lib.paysdk_response_free, shared=False)
        self._turn = threading.Lock()

    @contextmanager
    def _use(self) -> Iterator[int]:
        # The library lets one thread at a time read; here they wait for each other.
        with reading(), self._turn, self._handle.use() as pointer:
            yield pointer

    def get(self, field: str, default: str | None = None) -> str | None:
        """The text of a field, or ``default`` if it is not there or null. Objects and lists are JSON.

        A text with a NUL inside raises :class:`~paysdk.MessageError`; :meth:`to_dict` has it.
        """
        value = c_char_p()
        with self._use() as handle:
            name = encoded(field, "field")
            status = lib.paysdk_response_get(handle, name, ctypes.byref(value))
            if status == Status.NOT_FOUND:
                return default
            if status == Status.INVALID_VALUE:
                raise MessageError(Status.INVALID_VALUE, f"{field}: the answer has a NUL inside", field=field)
            check(status)
            return (value.value or b"").decode("utf-8")

    def __getitem__(self, field: str) -> str:
        value = self.get(field)
        if value is None:
            raise KeyError(field)
        return value

    def __contains__(self, field: object) -> bool:
        return isinstance(field, str) and self.get(field) is not None

    def count(self, items: str) -> int:
        """The number of items of a list; 0 for what is no list."""
        with self._use() as handle:
            return int(lib.paysdk_response_count(handle, encoded(items, "items")))

    def json(self) -> str:
        """All fields as one JSON object."""
        text = c_char_p()
        with self._use() as handle:
            check(lib.paysdk_response_json(handle, ctypes.byref(text)))
            return (text.value or b"").decode("utf-8")

    def to_dict(self) -> dict[str, Any]:
        """All fields. Whole numbers are ints; numbers with a point or exponent are their text, never a float."""
        return exact(self.json())

    def body(self) -> bytes:
        """The bytes as they came; empty where nothing was sent."""
        with self._use() as handle:
            return lent_bytes(lib.paysdk_response_body, handle)

    def close(self) -> None:
        """Frees the response and wipes it: some answers are tokens."""
        self._handle.close()

    def __enter__(self) -> Response:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Notification(Response):
    """A genuine notification. :meth:`Client.verify_notification` makes it."""

    def __init__(self, pointer: c_void_p, kind: str) -> None:
        super().__init__(pointer)
        #: Such as ``chaoying.payment``.
        self.kind = kind

    def expect(self, order: str, amount: str | int) -> Notification:
        """Compares it with your order number and amount; raises :class:`~paysdk.MessageError` (MISMATCH) if it tells of
        anything else. Only after this is it about your order.

        A coin may follow the amount of HiCoin (USDT if none does) and DragonEx (name it): ``"3.25 usdt"``. A DragonEx callback that
        passes is still no proof: query ``dragonex.order`` and compare before you hand anything over.
        """
        error = c_void_p()
        with self._use() as handle:
            number, text = encoded(order, "order"), plain(amount, "amount")
            check(lib.paysdk_notification_expect(handle, number, text, ctypes.byref(error)), error)
        return self

    def ack(self, accepted: bool = True) -> str:
        """The body to answer with. See :func:`paysdk.ack`."""
        return ack(self.kind, accepted)


def exact(text: str) -> dict[str, Any]:
    """A JSON object without floats."""
    return dict(json.loads(text, parse_float=str))


def ack(kind: str, accepted: bool = True) -> str:
    """The body to answer a notification with.

    Accepted, once you have handled it: send it with HTTP status 200. Not accepted, to be told again: send it with status 500, as
    some providers look at the status alone.
    """
    text = c_char_p()
    check(lib.paysdk_notification_ack(encoded(kind, "kind"), int(bool(accepted)), ctypes.byref(text)))
    return (text.value or b"").decode("utf-8")
