"""Handles of the library that cannot be used after they are freed, nor freed while they are used."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_void_p
from typing import Callable

from .errors import Status, UsageError


class Handle:
    """A pointer that the library gave, and what must live as long as it.

    ``shared`` handles serve any number of threads at once; of the others a second use at the same time is refused.
    ``close`` frees at once, or after the uses that are under way. A handle that nobody closes is freed by the collector.
    """

    def __init__(self, what: str, pointer: c_void_p, free: Callable[[int], None], *, shared: bool, keeps: object = None):
        self.what = what
        self.keeps = keeps
        self._shared = shared
        self._lock = threading.Lock()
        self._users = 0
        self._closed = False
        self._pointer = pointer.value or 0
        self._free = weakref.finalize(self, free, self._pointer)
        # At the end of the process threads may still be in calls; its memory goes anyway.
        self._free.atexit = False

    @contextmanager
    def use(self) -> Iterator[int]:
        """Lends the pointer."""
        with self._lock:
            if self._closed:
                raise UsageError.unsent(Status.ARGUMENT, f"the {self.what} is closed")
            if self._users and not self._shared:
                raise UsageError.unsent(Status.ARGUMENT, f"the {self.what} is in use elsewhere")
            self._users += 1
        try:
            yield self._pointer
        finally:
            with self._lock:
                self._users -= 1
                last = self._closed and not self._users
            if last:
                self._free()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle = not self._users
        if idle:
            self._free()
