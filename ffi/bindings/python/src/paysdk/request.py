"""A call that is being put together."""

from __future__ import annotations

import ctypes
from ctypes import c_void_p

from ._handle import Handle
from ._library import lib
from ._text import FieldValue, encoded, plain
from .errors import Error, check
from .response import Response
from .transport import Bridge

__all__ = ["FieldValue", "Request"]

_I64 = range(-(1 << 63), 1 << 63)


class Request:
    """A call that is being put together. :meth:`Client.request` makes it; one thread at a time may use it."""

    def __init__(self, pointer: c_void_p, client: Handle, bridge: Bridge | None) -> None:
        # The client's handle keeps the callbacks, which the request calls even after the client was closed.
        self._handle = Handle("request", pointer, lib.paysdk_request_free, shared=False, keeps=client)
        self._bridge = bridge

    def set(self, field: str, value: FieldValue) -> Request:
        """Sets one field, whose rule is checked at once. A later value replaces an earlier one.

        Amounts are an int in the provider's smallest unit, or decimal text; a float is a TypeError.
        """
        name, text, error = encoded(field, "field"), plain(value, field), c_void_p()
        with self._handle.use() as handle:
            if isinstance(value, int) and value in _I64:
                status = lib.paysdk_request_set_i64(handle, name, value, ctypes.byref(error))
            else:
                status = lib.paysdk_request_set(handle, name, text, ctypes.byref(error))
            check(status, error)
        return self

    def set_json(self, fields: str) -> Request:
        """Sets the fields of a JSON object, all of them or, if one breaks its rule, none; null takes a field back.

        An amount stands in it as whole number or as text.
        """
        text, error = encoded(fields, "object"), c_void_p()
        with self._handle.use() as handle:
            check(lib.paysdk_request_set_json(handle, text, ctypes.byref(error)), error)
        return self

    def send(self) -> Response:
        """Sends the request once and waits for its answer.

        After an :class:`~paysdk.Error` look at its ``outcome`` before anything else. What a transport of yours raised is
        the error's cause. The request may be sent again, and then is a new call with the same fields.
        """
        out, error = c_void_p(), c_void_p()
        with self._handle.use() as handle:
            status = lib.paysdk_request_send(handle, ctypes.byref(out), ctypes.byref(error))
        cause = None if self._bridge is None else self._bridge.take_raised()
        try:
            check(status, error)
        except Error as failure:
            if cause is None:
                raise
            raise failure from cause
        return Response(out)

    def close(self) -> None:
        """Frees the request and wipes its values."""
        self._handle.close()

    def __enter__(self) -> Request:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
