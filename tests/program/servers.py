"""Servers on loopback, good and bad, for programs that fetch. Each picks a free port of its own."""

import contextlib
import datetime
import gzip
import http.server
import json
import socket
import ssl
import subprocess
import threading
import time
import warnings
import zlib


class Server:
    """Calls `serve(connection)` in a thread for every connection that comes in."""

    def __init__(self, serve, context=None):
        self.serve = serve
        self.context = context
        self.connections = 0
        self.open = 0
        self.gone = threading.Event()  # two connections have ended, and none is open
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self):
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
                self.open += 1
            threading.Thread(target=self.run, args=[connection], daemon=True).start()

    def run(self, connection):
        with contextlib.suppress(OSError, ssl.SSLError):
            with connection:
                if self.context:
                    connection = self.context.wrap_socket(connection, server_side=True)
                with connection:
                    self.serve(connection)
        with self.lock:
            self.open -= 1
            if self.connections == 2 and self.open == 0:
                self.gone.set()

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # or accept() would keep it open
        self.listener.close()


def read_request(connection):
    """The head of one request; empty when the other side has closed."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65536)
        if not more:
            return ""
        head += more
    return head.decode("latin-1")


def answering(*pieces, close=True):
    """Answers every request with these bytes; a number is a pause in seconds."""
    def serve(connection):
        while read_request(connection):
            for piece in pieces:
                if isinstance(piece, bytes):
                    connection.sendall(piece)
                else:
                    time.sleep(piece)
            if close:
                return
    return serve


def silent(connection):
    """Reads what comes and never answers."""
    while connection.recv(65536):
        pass


def deaf(connection):
    """Does not even read."""
    threading.Event().wait(60)


def resetting(connection):
    read_request(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def endless(head, piece):
    """Sends 2 GB after the head, or as much of it as anybody takes."""
    def serve(connection):
        read_request(connection)
        connection.sendall(head)
        for _ in range((2 << 30) // len(piece) + 1):
            connection.sendall(piece)
    return serve


CHUNK = b"10000\r\n" + b"x" * 65536 + b"\r\n"
ENDLESS_CHUNKS = endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", CHUNK * 16)
ENDLESS_LENGTH = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"y" * (1 << 20))


def bomb():
    """A little gzip that stands for 2 GB: one piece, repeated, each independent of those before."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b"\0" * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = b"\x1f\x8b\x08\0\0\0\0\0\0\3" + piece * 2048
    return (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)) + body


class Handler(http.server.BaseHTTPRequestHandler):
    """A well-behaved site. /echo tells what it was sent."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def reply(self, body=b"", status=200, headers=(), reason=None):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status, reason)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        site = self.server.site
        with site.lock:
            site.running += 1
            site.most_at_once = max(site.most_at_once, site.running)
            site.requests.append(f"{self.command} {self.path}")
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(length)
        path = self.path.split("?")[0].strip("/").split("/")
        handler = getattr(self, "on_" + path[0], None)
        try:
            if handler:
                handler(*path[1:])
            else:
                self.reply("nothing here", 404)
        finally:
            with site.lock:
                site.running -= 1

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = handle_any

    def on_echo(self):
        headers = {}
        for name, value in self.headers.items():
            headers.setdefault(name.lower(), []).append(value)
        self.reply(json.dumps({"method": self.command, "path": self.path, "headers": headers,
                               "body": self.body.decode("latin-1")}),
                   headers=[("Content-Type", "application/json")])

    def on_text(self):
        self.reply("some text\n")

    def on_status(self, status, reason=None):
        self.reply("" if status == "204" else f"body of {status}", int(status), reason=reason)

    def on_long_error(self):
        self.reply("ä" * 5000, 500)

    def on_chain(self, left):
        left = int(left)
        if left == 0:
            self.reply("end of the chain")
        else:
            self.reply(status=302, headers=[("Location", f"/chain/{left - 1}")])

    def on_loop(self):
        self.reply(status=301, headers=[("Location", "/loop")])

    def on_to(self, status, *where):
        """Redirects to /where, or to the URL in the query."""
        to = self.path.split("?")[1] if "?" in self.path else "/" + "/".join(where)
        self.reply(status=int(status), headers=[("Location", to)])

    def on_bad_location(self):
        self.reply(status=302, headers=[("Location", "gopher://example.org/")])

    def on_slow(self, milliseconds):
        time.sleep(int(milliseconds) / 1000)
        self.reply("slow")

    def on_gzip(self):
        self.reply(gzip.compress(b"packed " * 1000), headers=[("Content-Encoding", "gzip")])

    def on_deflate(self):
        self.reply(zlib.compress(b"packed " * 1000), headers=[("Content-Encoding", "deflate")])

    def on_raw_deflate(self):
        packer = zlib.compressobj(wbits=-15)
        self.reply(packer.compress(b"packed " * 1000) + packer.flush(),
                   headers=[("Content-Encoding", "deflate")])

    def on_broken_gzip(self):
        self.reply(b"this is no gzip", headers=[("Content-Encoding", "gzip")])

    def on_cut_gzip(self):
        self.reply(gzip.compress(b"packed " * 1000)[:-12], headers=[("Content-Encoding", "gzip")])

    def on_large(self, megabytes):
        self.reply(b"z" * (int(megabytes) << 20))

    def on_charset(self, name):
        self.reply(bytes([0x61, 0xE4, 0x80]), headers=[("Content-Type", f'text/plain; Charset="{name}"')])

    def on_utf8(self):
        self.reply(b"\xEF\xBB\xBFa\xC3\xA4\xFFb")

    def on_headers(self):
        self.reply("", headers=[("X-Twice", "1"), ("Set-Cookie", "a=1"), ("x-twice", "2"),
                                ("Set-Cookie", "b=2, 3")])

    def on_json(self):
        self.reply('{"items": [1, 2.5, true, null, "x"], "deep": {"a": -1e3}}')

    def on_bad_json(self):
        self.reply('{"a": 1,\n "b": }')

    def on_hasty(self):
        """Closes afterwards without saying so."""
        self.reply("hasty")
        self.close_connection = True

    def on_chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in (b"one ", b"two ", b"three"):
            self.wfile.write(b"%x;ext=1\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\nTrailer: x\r\n\r\n")

    def on_early(self):
        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
        self.reply("after the news")


class Site:
    """A server with the pages of Handler."""

    def __init__(self, context=None):
        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass

            def get_request(self):
                connection, address = super().get_request()
                self.site.connections += 1
                return connection, address

            def finish_request(self, request, address):
                if not context:
                    super().finish_request(request, address)
                    return
                with context.wrap_socket(request, server_side=True) as secured:
                    super().finish_request(secured, address)

        self.lock = threading.Lock()
        self.running = self.most_at_once = self.connections = 0
        self.requests = []
        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.site = self
        self.port = self.server.server_address[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05},
                         daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Proxy(Server):
    """Passes requests on and CONNECTs; remembers the first line of each."""

    def __init__(self, answer=None):
        super().__init__(self.pass_on)
        self.answer = answer
        self.lines = []
        self.heads = []

    def pass_on(self, connection):
        head = read_request(connection)
        line = head.split("\r\n")[0]
        self.lines.append(line)
        self.heads.append(head)
        if self.answer:
            connection.sendall(self.answer)
            return
        method, target, _ = line.split()
        if method != "CONNECT":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nby proxy\n")
            return
        host, port = target.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as other:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pump, args=[other, connection], daemon=True)
            back.start()
            pump(connection, other)
            back.join()


def pump(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def certificate(folder, name, subject, days=2, start=None):
    """A self-signed certificate for `subject`; returns the paths of certificate and key."""
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
               "-nodes", "-keyout", paths[1], "-out", paths[0], "-subj", "/CN=test",
               "-addext", f"subjectAltName={subject}", "-days", str(days)]
    subprocess.run(command, check=True, capture_output=True)
    return paths


def expired_certificate(folder, subject):
    """One that its own authority signed for yesterday."""
    _, key = certificate(folder, "expired", subject)
    config = folder / "ca.cnf"
    config.write_text(f"""[ca]
default_ca = here
[here]
dir = {folder}
database = $dir/index.txt
new_certs_dir = $dir
serial = $dir/serial
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = {subject}
""")
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("01\n")
    request = folder / "expired.csr"
    subprocess.run(["openssl", "req", "-new", "-key", key, "-subj", "/CN=test", "-out", request],
                   check=True, capture_output=True)
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.timezone.utc)
    subprocess.run(["openssl", "ca", "-batch", "-selfsign", "-config", config, "-keyfile", key,
                    "-in", request, "-out", folder / "expired.pem", "-notext",
                    "-startdate", f"{now - 2 * day:%y%m%d%H%M%SZ}",
                    "-enddate", f"{now - day:%y%m%d%H%M%SZ}"], check=True, capture_output=True)
    return folder / "expired.pem", key


def tls(paths):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paths)
    return context


def old_tls(paths):
    """Knows no version above TLS 1.1."""
    context = tls(paths)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context
