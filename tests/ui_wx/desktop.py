"""A display for tests: an X server of its own, a program in it, a user who clicks and types.

Nothing sleeps for a time that somebody guessed: whoever waits asks again until a condition holds,
and fails after a deadline that only a hang can reach.
"""

import ctypes
import os
import signal
import subprocess
import time

DEADLINE = 60


def wait_for(condition, what):
    """The first true answer of `condition`."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"waited in vain until {what}")


class _ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong),
                ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24)]


def ask_to_close(display_name, window):
    """What a window manager sends when somebody clicks the cross; there is none here."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(display_name.encode()))
    message = _ClientMessage(type=33, window=window, format=32)
    message.message_type = x.XInternAtom(display, b"WM_PROTOCOLS", 0)
    message.data[0] = x.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x.XSync(display, 0)
    x.XCloseDisplay(display)


class _CursorImage(ctypes.Structure):
    _fields_ = [("place", ctypes.c_short * 2), ("width", ctypes.c_ushort),
                ("height", ctypes.c_ushort), ("hot", ctypes.c_ushort * 2),
                ("serial", ctypes.c_ulong), ("pixels", ctypes.POINTER(ctypes.c_ulong))]


class Display:
    """An X server on a number that is free."""

    def __enter__(self):
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1000x800x24", "-nolisten", "tcp",
             "-noreset"],
            pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader, encoding="ascii") as said:
            self.name = ":" + said.readline().strip()
        self.environment = dict(os.environ, DISPLAY=self.name, GDK_BACKEND="x11",
                                NO_AT_BRIDGE="1", GSETTINGS_BACKEND="memory")
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def user(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True,
                       stdout=subprocess.DEVNULL)

    def move(self, x, y):
        self.user("mousemove", x, y)

    def click(self, x, y):
        self.user("mousemove", x, y, "click", 1)

    def type(self, text):
        self.user("type", text)

    def picture(self, x, y, width, height):
        """The pixels of a part of the screen, row by row, three bytes each."""
        shot = subprocess.run(
            ["import", "-silent", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}",
             "-depth", "8", "rgb:-"],
            env=self.environment, capture_output=True, check=True)
        return shot.stdout

    def cursor(self):
        """The pixels of the pointer as it is now, below which nothing moves."""
        x, fixes = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXfixes.so.3")
        x.XOpenDisplay.restype = ctypes.c_void_p
        fixes.XFixesGetCursorImage.restype = ctypes.POINTER(_CursorImage)
        display = ctypes.c_void_p(x.XOpenDisplay(self.name.encode()))
        ignored = ctypes.c_int()
        fixes.XFixesQueryExtension(display, ctypes.byref(ignored), ctypes.byref(ignored))
        image = fixes.XFixesGetCursorImage(display)
        pixels = tuple(image.contents.pixels[:image.contents.width * image.contents.height])
        x.XFree(image)
        x.XCloseDisplay(display)
        return pixels

    def give_keyboard(self, title):
        """There is no window manager to do that."""
        wait_for(lambda: self.shows_window(title), f"the window {title} is shown")
        self.user("windowfocus", "--sync", self.windows(title)[0])

    def until_changed(self, area, before, what):
        return wait_for(lambda: (now := self.picture(*area)) != before and now, what)

    def windows(self, title):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title],
                               env=self.environment, capture_output=True, check=False)
        return [int(number) for number in found.stdout.split()]

    def shows_window(self, title):
        return self.windows(title) != []

    def close(self, title):
        for window in self.windows(title):
            ask_to_close(self.name, window)


class Program:
    """A script under the real executable. Its output is read when it has ended."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, encoding="utf-8", errors="replace")

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def end(self):
        out, err = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, out, err

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
