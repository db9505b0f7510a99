"""The settings of a client to be."""

from __future__ import annotations

import ctypes
import enum
from ctypes import c_void_p
from typing import Callable

from ._handle import Handle
from ._library import LogFunction, TransportFunction, lib
from ._text import encoded, shown
from .errors import Status, UsageError, check
from .transport import Bridge, Transport

#: Is told of each call: a level and one line without secrets.
Logger = Callable[["LogLevel", str], None]


class LogLevel(enum.IntEnum):
    """How much a logger wants to hear."""

    OFF = 0
    #: A call ended, and its outcome is unknown.
    ERROR = 1
    #: A call ended without result, but provably without effect.
    WARN = 2
    #: A call ended well.
    INFO = 3
    #: A call begins.
    DEBUG = 4


class Config:
    """The settings of a provider's client: ``chaoying``, ``hicoin``, ``recharge_payout`` or ``dragonex``.

    Settings are given by name, here or by :meth:`set`; each is checked at once. They are kept by the library only, which
    wipes them; this object has no way to show them.
    """

    def __init__(self, provider: str, **settings: str | int | bool) -> None:
        out, error = c_void_p(), c_void_p()
        check(lib.paysdk_config_new(encoded(provider, "provider"), ctypes.byref(out), ctypes.byref(error)), error)
        self._handle = Handle("configuration", out, lib.paysdk_config_free, shared=False)
        self._provider = provider
        self._bridge: Bridge | None = None
        self._log: object | None = None
        for key, value in settings.items():
            self.set(key, value)

    def __repr__(self) -> str:
        return f"<paysdk.Config {self._provider}>"

    def set(self, key: str, value: str | int | bool) -> Config:
        """Sets one key. The empty text takes a setting back; True and False stand for 1 and 0."""
        if not isinstance(value, (str, int)):
            raise TypeError(f"{shown(key)} must be a str, an int or a bool, not {type(value).__name__}")
        text = encoded(value if isinstance(value, str) else str(int(value)), key)
        if key == "caller_charset" and value not in ("", "utf-8"):
            raise UsageError.unsent(Status.INVALID_VALUE, "caller_charset: Python's texts are Unicode", field=key)
        error = c_void_p()
        with self._handle.use() as handle:
            check(lib.paysdk_config_set(handle, encoded(key, "key"), text, ctypes.byref(error)), error)
        return self

    def transport(self, send: Transport | None) -> Config:
        """Sends through a function of yours instead of the built-in HTTP client; None goes back to that."""
        bridge = None if send is None else Bridge(send)
        function = TransportFunction() if bridge is None else bridge.function
        error = c_void_p()
        with self._handle.use() as handle:
            check(lib.paysdk_config_set_transport(handle, function, None, ctypes.byref(error)), error)
        self._bridge = bridge
        return self

    def logger(self, tell: Logger | None, level: LogLevel = LogLevel.INFO) -> Config:
        """Tells a function of yours about each call, on the thread that makes it; None goes back to silence.

        An exception in it is reported by :func:`sys.unraisablehook` and does not disturb the call.
        """

        def told(_: object, level: int, message: bytes) -> None:
            if tell is not None:
                tell(LogLevel(level), message.decode("utf-8"))

        function = LogFunction() if tell is None else LogFunction(told)
        error = c_void_p()
        with self._handle.use() as handle:
            check(lib.paysdk_config_set_logger(handle, function, None, int(level), ctypes.byref(error)), error)
        self._log = function
        return self

    def close(self) -> None:
        """Frees and wipes the settings. Clients made of them live on."""
        self._handle.close()

    def __enter__(self) -> Config:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
