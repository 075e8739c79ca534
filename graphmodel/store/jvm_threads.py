"""Stops a thread of the embedded store's JVM from outside, as a debugger does.

The engine ends a statement on request, but checks for requests only between rows: a long-running
expression (a nested ``reduce``) never checks. Java itself can no longer stop threads; its tool
interface (JVMTI) can, and is reached through the library already loaded.
"""

from __future__ import annotations

import ctypes
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

_TOOL_INTERFACE = 0x30010200
_NATIVE_INTERFACE = 0x00010008
_CAPABILITY_BITS = (10, 20)
"""``can_signal_thread`` and ``can_suspend`` in ``jvmtiCapabilities``."""
_CAPABILITY_BYTES = 16

# Positions in the function tables, from the specifications of the three interfaces.
_GET_ENV = 6
_GET_ALL_THREADS, _SUSPEND, _RESUME, _STOP, _THREAD_INFO = 3, 4, 5, 6, 8
_DEALLOCATE, _ADD_CAPABILITIES = 46, 141
_FIND_CLASS, _DELETE_LOCAL_REFERENCE, _NEW_OBJECT, _METHOD_ID = 6, 23, 30, 33

_EXCEPTION = b"java/util/concurrent/CancellationException"

_Pointer = ctypes.c_void_p


class _ThreadInfo(ctypes.Structure):
    _fields_ = (
        ("name", _Pointer),
        ("priority", ctypes.c_int),
        ("is_daemon", ctypes.c_ubyte),
        ("group", _Pointer),
        ("class_loader", _Pointer),
    )


class JvmThreads:
    """The threads of the JVM in this process.

    Raises OSError if there is no JVM or it has no tool interface.
    """

    def __init__(self, library: Path) -> None:
        self._machine = _Pointer()
        number = ctypes.c_int()
        find = ctypes.CDLL(str(library)).JNI_GetCreatedJavaVMs
        if find(ctypes.byref(self._machine), 1, ctypes.byref(number)) or number.value != 1:
            raise OSError("no Java machine runs in this process")
        self._tools = self._interface(_TOOL_INTERFACE)
        capabilities = (ctypes.c_ubyte * _CAPABILITY_BYTES)()
        for bit in _CAPABILITY_BITS:
            capabilities[bit // 8] |= 1 << bit % 8
        self._tool(_ADD_CAPABILITIES, ctypes.byref(capabilities))

    def stop(self, thread: Any, may_stop: Callable[[Sequence[str]], bool]) -> bool:
        """Make a Java thread throw an exception where it is, if ``may_stop`` allows it for the
        thread's stack (``class.method`` of each frame, the innermost first).

        Returns False if not allowed or if the thread has ended. The calling thread must have used
        Java before.
        """
        java = self._interface(_NATIVE_INTERFACE)
        references = self._references(java, thread)
        if references is None:
            return False
        handle, exception = references
        try:
            self._tool(_SUSPEND, handle)
        except OSError:  # it has ended meanwhile
            return False
        try:
            stack = thread.getStackTrace()
            frames = [f"{frame.getClassName()}.{frame.getMethodName()}" for frame in stack]
            if not may_stop(frames):
                return False
            self._tool(_STOP, handle, exception)
            return True
        finally:
            with suppress(OSError):
                self._tool(_RESUME, handle)
            for reference in references:
                _call(java, _DELETE_LOCAL_REFERENCE, None, reference)

    def _references(self, java: _Pointer, thread: Any) -> tuple[_Pointer, _Pointer] | None:
        """References to the thread and a new exception, as the interfaces take them."""
        handle = self._handle(java, thread)
        if handle is None:
            return None
        class_ = _Pointer(_call(java, _FIND_CLASS, _Pointer, ctypes.c_char_p(_EXCEPTION)))
        method = _call(
            java, _METHOD_ID, _Pointer, class_, ctypes.c_char_p(b"<init>"), ctypes.c_char_p(b"()V")
        )
        exception = _call(java, _NEW_OBJECT, _Pointer, class_, _Pointer(method), _Pointer())
        _call(java, _DELETE_LOCAL_REFERENCE, None, class_)
        return handle, _Pointer(exception)

    def _handle(self, java: _Pointer, thread: Any) -> _Pointer | None:
        """A reference to the thread, found by a temporary name; None if it has ended."""
        name, mark = str(thread.getName()), secrets.token_hex(8)
        thread.setName(mark)
        try:
            number = ctypes.c_int()
            threads = ctypes.POINTER(_Pointer)()
            self._tool(_GET_ALL_THREADS, ctypes.byref(number), ctypes.byref(threads))
            handle = None
            for candidate in threads[: number.value]:
                reference = _Pointer(candidate)
                if handle is None and self._name(reference) == mark.encode():
                    handle = reference
                else:
                    _call(java, _DELETE_LOCAL_REFERENCE, None, reference)
            self._tool(_DEALLOCATE, threads)
            return handle
        finally:
            thread.setName(name)

    def _name(self, reference: _Pointer) -> bytes:
        info = _ThreadInfo()
        with suppress(OSError):
            self._tool(_THREAD_INFO, reference, ctypes.byref(info))
        if not info.name:
            return b""
        name = ctypes.string_at(info.name)
        self._tool(_DEALLOCATE, _Pointer(info.name))
        return name

    def _interface(self, version: int) -> _Pointer:
        interface = _Pointer()
        arguments = (ctypes.byref(interface), ctypes.c_int(version))
        if _call(self._machine, _GET_ENV, ctypes.c_int, *arguments):
            raise OSError(f"this Java machine has no interface {version:#x}")
        return interface

    def _tool(self, position: int, *arguments: Any) -> None:
        if error := _call(self._tools, position, ctypes.c_int, *arguments):
            raise OSError(f"function {position} of Java's tool interface failed: {error}")


def _call(interface: _Pointer, position: int, result: Any, *arguments: Any) -> Any:
    """Call the function at a position of an interface's table; arguments are ctypes values."""
    table = ctypes.cast(interface, ctypes.POINTER(ctypes.POINTER(_Pointer)))[0]
    types = [type(a) if isinstance(a, ctypes._SimpleCData) else _Pointer for a in arguments]
    function = ctypes.CFUNCTYPE(result, _Pointer, *types)(table[position])
    return function(interface, *arguments)
