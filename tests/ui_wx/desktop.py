"""A display for tests: an X server of its own, a program in it, a user who clicks and types.

Nothing sleeps for a time that somebody guessed: whoever waits asks again until a condition holds,
and fails after a deadline that only a hang can reach.
"""

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
                                NO_AT_BRIDGE="1")
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

    def until_changed(self, area, before, what):
        return wait_for(lambda: (now := self.picture(*area)) != before and now, what)

    def shows_window(self, title):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title],
                               env=self.environment, capture_output=True, check=False)
        return found.stdout.strip() != b""


class Program:
    """A script under the real executable. Its output is read when it has ended."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, encoding="utf-8", errors="replace")

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
