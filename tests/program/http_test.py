"""Requests to servers of all kinds, all of them on loopback."""

import json
import os
import subprocess

import servers
import support

BOUND_KB = 700_000 if support.SANITIZED else 120_000  # resident at most, whatever servers send


class HttpTest(support.ProgramTest):
    def started(self, server):
        self.addCleanup(server.close)
        return server

    def site(self, context=None):
        return self.started(servers.Site(context))

    def server(self, *how, **more):
        return self.started(servers.Server(*how, **more))

    def fetch(self, source, *options, environment=(), timeout=240):
        """Runs a program that knows how(): what a Future ends with, an error as "Kind code"."""
        self.write("main.soc", """
let how = async f => try { await f() } catch (e) {
    e.kind + " " + (if (e.source == null) { e.message } else { e.source.code })
}
""" + source)
        clean = {name: value for name, value in os.environ.items()
                 if name.upper() not in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE")}
        return subprocess.run([support.ACHRONYME, *options, "run", "main.soc"], cwd=self.folder,
                              capture_output=True, encoding="utf-8", timeout=timeout,
                              stdin=subprocess.DEVNULL, env=clean | dict(environment))

    def result(self, source, **more):
        """What the program prints as JSON on its one line."""
        ran = self.fetch(source, **more)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return json.loads(ran.stdout)

    def assert_ends(self, call, expected, *options, **more):
        ran = self.fetch(f"print(await how(() => {call}))", *options, **more)
        self.assert_prints(ran, expected)


class Requests(HttpTest):
    def test_bodies_and_statuses(self):
        site = self.site()
        ran = self.fetch(f"""
let at = "{site.url}"
print(await http_get(at + "/text"))
print(await http_get(at + "/status/204") == "")
print(await how(() => http_get(at + "/status/500")))
let e = try {{ await http_get(at + "/status/404") }} catch (e) {{ e }}
print(e.message)
print(e.source.code, e.source.status, e.source.url == at + "/status/404", e.source.body)
let long = try {{ await http_get(at + "/long_error") }} catch (e) {{ e }}
print(long.message.len(), long.source.body.len())
let r = await http_request({{url: at + "/status/404"}})
print(r.status, r.ok, r.reason, r.body, r.time_ms > 0)
print(await http_get(at + "/chunked"))
print(await http_get(at + "/early"))
let head = await http_request({{url: at + "/large/1", method: "head"}})
print(head.status, head.headers["content-length"], head.body == "")
""")
        self.assert_prints(ran, "some text", "", "true", "HttpError http_status",
                           "HTTP 404 Not Found - Body: body of 404",
                           "http_status 404 true body of 404", "2039 5000",
                           "404 false Not Found body of 404 true",
                           "one two three", "after the news", "200 1048576 true")

    def test_what_is_sent(self):
        site = self.site()
        echo = lambda call: json.loads(self.fetch(f'print(await {call})').stdout)
        got = echo(f'http_get("{site.url}/echo")')
        self.assertEqual(got["method"], "GET")
        self.assertEqual(set(got["headers"]), {"host", "user-agent", "accept", "accept-encoding"})
        self.assertEqual(got["headers"]["host"], [f"127.0.0.1:{site.port}"])
        self.assertRegex(got["headers"]["user-agent"][0], r"^achronyme/\d+\.\d+\.\d+$")
        self.assertEqual(got["headers"]["accept"], ["*/*"])
        got = echo(f'http_get("{site.url}/echo?q=1#part", {{headers: {{accept: "text/x", "X-N": 5, '
                   '"X-Many": ["a", 2]}})')
        self.assertEqual((got["path"], got["headers"]["accept"]), ("/echo?q=1", ["text/x"]))
        self.assertEqual((got["headers"]["x-n"], got["headers"]["x-many"]), (["5"], ["a", "2"]))
        got = echo(f'http_get("http://name:pass%20word@127.0.0.1:{site.port}/echo")')
        self.assertEqual(got["headers"]["authorization"], ["Basic bmFtZTpwYXNzIHdvcmQ="])

    def test_posts(self):
        site = self.site()
        echo = lambda rest: json.loads(
            self.fetch(f'print(await http_post("{site.url}/echo", {rest}))').stdout)
        got = echo('"plain"')
        self.assertEqual((got["method"], got["body"]), ("POST", "plain"))
        self.assertEqual(got["headers"]["content-type"], ["application/json"])
        self.assertEqual(got["headers"]["content-length"], ["5"])
        got = echo('"<a/>", {"content-type": "text/xml", "X-A": "1"}')
        self.assertEqual(got["headers"]["content-type"], ["text/xml"])
        self.assertEqual(echo('"x", {"X-A": "1"}')["headers"]["content-type"], ["application/json"])
        self.assertEqual(echo("null")["body"], "")
        self.assertEqual(echo("null")["headers"]["content-length"], ["0"])
        sent = echo('{a: [1, -2.5, 1e21, true, null], f: x => x, "t\\"": "ä\\n", c: 1 + 2i, '
                    't: tensor([[1, 2], [3, 4]]), n: 0 / 0}, null, {timeout_ms: 5000}')["body"]
        self.assertEqual(json.loads(sent.encode("latin-1")),
                         {"a": [1, -2.5, 1e21, True, None], 't"': "ä\n", "c": {"re": 1, "im": 2},
                          "t": [[1, 2], [3, 4]], "n": None})
        self.assertIn('"a":[1,-2.5,', sent)

    def test_full_requests(self):
        site = self.site()
        echo = lambda fields: self.result(
            f'let r = await http_request({{url: "{site.url}/echo", {fields}}})\nprint(r.body)')
        got = echo('method: "put", json: {id: 7, name: "cup"}')
        self.assertEqual((got["method"], json.loads(got["body"])), ("PUT", {"id": 7, "name": "cup"}))
        self.assertEqual(got["headers"]["content-type"], ["application/json"])
        got = echo('method: "post", form: {a: "x y&=ä", b: [1, true]}')
        self.assertEqual(got["body"], "a=x%20y%26%3D%C3%A4&b=1&b=true")
        self.assertEqual(got["headers"]["content-type"], ["application/x-www-form-urlencoded"])
        got = echo('query: {q: "a b", n: [1, 2]}')
        self.assertEqual((got["path"], got["method"]), ("/echo?q=a%20b&n=1&n=2", "GET"))
        self.assertNotIn("content-length", got["headers"])
        self.assertEqual(echo('method: "patch", body: tensor([104, 105])')["body"], "hi")
        self.assertEqual(echo('method: "delete", body: [33]')["body"], "!")
        self.assertEqual(echo('method: "post"')["headers"]["content-length"], ["0"])
        got = echo('method: "post", body: "x", headers: {"Content-Length": 1}')
        self.assertEqual(got["headers"]["content-length"], ["1"])

    def test_forms_of_responses(self):
        site = self.site()
        ran = self.fetch(f"""
let ask = (path, form) => http_request({{url: "{site.url}" + path, response: form}})
let bytes = await ask("/utf8", "bytes")
print(bytes.body, typeof(bytes.body))
print((await ask("/json", "json")).body)
let bad = try {{ await ask("/bad_json", "json") }} catch (e) {{ e }}
print(bad.kind, bad.message)
print((await ask("/utf8", "text")).body)
let headers = (await ask("/headers", null)).headers
print(headers["x-twice"], "|", headers["set-cookie"].split("\\n"))
""")
        self.assert_prints(ran, "[239, 187, 191, 97, 195, 164, 255, 98] Tensor",
                           "{items: [1, 2.5, true, null, x], deep: {a: -1000}}",
                           "ValueError JSON parse error: unexpected '}'; expected '[', '{', or a literal "
                           "at line 2 column 7",
                           "aä\ufffdb", "1, 2 | [a=1, b=2, 3]")

    def test_charsets(self):
        site = self.site()
        texts = {"iso-8859-1": "aä\x80", "windows-1252": "aä€", "us-ascii": "a\ufffd\ufffd",
                 "utf-8": "a\ufffd\ufffd", "unheard-of": "a\ufffd\ufffd"}
        for charset, text in texts.items():
            with self.subTest(charset):
                self.assert_prints(self.fetch(f'print(await http_get("{site.url}/charset/{charset}"))'),
                                   text)

    def test_compressed_bodies(self):
        site = self.site()
        ran = self.fetch(f"""
for (path in ["gzip", "deflate", "raw_deflate"]) {{
    let body = await http_get("{site.url}/" + path)
    print(body.len(), body.starts_with("packed packed "))
}}
print(await how(() => http_get("{site.url}/broken_gzip")))
print(await how(() => http_get("{site.url}/cut_gzip")))
print(await how(() => http_get("{site.url}/gzip", {{max_bytes: 6999}})))
""")
        self.assert_prints(ran, *["7000 true"] * 3, "NetworkError protocol", "NetworkError protocol",
                           "NetworkError too_large")

    def test_under_gc_stress(self):
        site = self.site()
        ran = self.fetch(f"""
let at = "{site.url}"
print((await http_post(at + "/echo", {{a: [1, {{b: "c"}}]}}, {{"X-A": [1, "two"]}})).len() > 100)
let r = await http_request({{url: at + "/json", query: {{a: [1, 2]}}, response: "json"}})
print(r.body, keys(r.headers).len())
print((await http_request({{url: at + "/headers"}})).headers["x-twice"])
print((await http_request({{url: at + "/utf8", response: "bytes"}})).body)
print(await how(() => http_get(at + "/status/404")), await how(() => http_get("http://127.0.0.1:1")))
""", environment={"ACH_GC_STRESS": "1"})
        self.assert_prints(ran, "true", "{items: [1, 2.5, true, null, x], deep: {a: -1000}} 3", "1, 2",
                           "[239, 187, 191, 97, 195, 164, 255, 98]",
                           "HttpError http_status NetworkError refused")


class Redirects(HttpTest):
    def test_chains_and_loops(self):
        site = self.site()
        ran = self.fetch(f"""
let at = "{site.url}"
print(await http_get(at + "/chain/3"))
let r = await http_request({{url: at + "/chain/2"}})
print(r.status, r.url == at + "/chain/0")
print(await http_get(at + "/chain/10"))
print(await how(() => http_get(at + "/chain/11")))
print(await how(() => http_get(at + "/chain/3", {{max_redirects: 2}})))
print(await how(() => http_get(at + "/loop")))
let none = await http_request({{url: at + "/chain/1", max_redirects: 0}})
print(none.status, none.headers.location)
print(await how(() => http_get(at + "/bad_location")))
""")
        self.assert_prints(ran, "end of the chain", "200 true", "end of the chain",
                           "NetworkError redirects", "NetworkError redirects",
                           "NetworkError redirects", "302 /chain/0", "NetworkError protocol")

    def test_methods_after_a_redirect(self):
        site = self.site()
        for method, status, after in (("post", 301, "GET"), ("post", 302, "GET"), ("put", 303, "GET"),
                                      ("post", 307, "POST"), ("put", 308, "PUT"), ("put", 302, "PUT"),
                                      ("head", 303, "HEAD")):
            with self.subTest(method=method, status=status):
                ran = self.fetch(f'print((await http_request({{url: "{site.url}/to/{status}/echo", '
                                 f'method: "{method}", body: "sent", headers: {{"Content-Type": "a/b"}}'
                                 '})).body)')
                self.assertEqual(site.requests[-1], f"{after} /echo")
                if after == "HEAD":
                    continue
                got = json.loads(ran.stdout)
                self.assertEqual(got["body"], "" if after == "GET" else "sent")
                self.assertEqual("content-type" in got["headers"], after != "GET")

    def test_secrets_stay_with_their_host(self):
        site, other = self.site(), self.site()
        headers = '{headers: {Authorization: "secret", Cookie: "a=b", "X-Mine": "kept"}}'
        got = self.result(f'print(await http_get("{site.url}/to/302?{other.url}/echo", {headers}))')
        self.assertNotIn("authorization", got["headers"])
        self.assertNotIn("cookie", got["headers"])
        self.assertEqual(got["headers"]["x-mine"], ["kept"])
        got = self.result(f'print(await http_get("{site.url}/to/302/echo", {headers}))')
        self.assertEqual(got["headers"]["authorization"], ["secret"])

    def test_permissions_hold_for_every_host_on_the_way(self):
        site, other = self.site(), self.site()
        self.write("achronyme.json",
                   json.dumps({"permissions": {"net": [f"127.0.0.1:{site.port}"]}}))
        ran = self.fetch(f"""
print(await http_get("{site.url}/text"))
let e = try {{ await http_get("{site.url}/to/302?{other.url}/text") }} catch (e) {{ e }}
print(e.kind, e.message, e.source)
""")
        self.assert_prints(ran, "some text", "", "PermissionError permissions.net in the configuration "
                           f"does not grant connecting to '127.0.0.1:{other.port}'; add it there null")
        self.assertEqual(other.connections, 0)
        self.assert_ends(f'http_get("{site.url}/text")',
                         "PermissionError permissions.net in the configuration does not grant "
                         f"connecting to '127.0.0.1:{site.port}'; add it there",
                         "--set", "permissions.net=[]")


class BadServers(HttpTest):
    def test_never_answering(self):
        for server in (self.server(servers.silent), self.server(servers.deaf),
                       self.server(servers.answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
                                                     60))):
            self.assert_ends(f'http_get("{server.url}", {{timeout_ms: 300}})', "NetworkError timeout")

    def test_a_message_says_which_time_ran_out(self):
        server = self.server(servers.silent)
        ran = self.fetch(f'print(try {{ await http_get("{server.url}", {{timeout_ms: 50}}) }} '
                         "catch (e) { e.message })")
        self.assert_prints(ran, "Network request failed: the exchange took longer than 50 ms")

    def test_the_handshake_counts_as_connecting(self):
        server = self.server(servers.silent)
        self.assert_ends(f'http_get("https://127.0.0.1:{server.port}", {{connect_timeout_ms: 300}})',
                         "NetworkError timeout")

    def test_slow_but_in_time(self):
        self.assert_ends(f'http_get("{self.site().url}/slow/300", {{timeout_ms: 0}})', "slow")

    def test_garbage_and_early_ends(self):
        cases = {
            b"\0\1\2\3 what is this\r\n\r\n": "protocol",
            b"SSH-2.0-OpenSSH_9.2\r\n": "protocol",
            b"HTTP/1.1 abc OK\r\n\r\n": "protocol",
            b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n": "protocol",
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd": "protocol",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnope\r\n": "protocol",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n": "protocol",
            b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n": "protocol",
            b"": "reset",
            b"HTTP/1.1 200": "reset",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this": "reset",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n": "reset",
        }
        for answer, code in cases.items():
            with self.subTest(answer[:60]):
                server = self.server(servers.answering(answer))
                self.assert_ends(f'http_get("{server.url}")', f"NetworkError {code}")

    def test_a_body_until_the_end_of_the_connection(self):
        server = self.server(servers.answering(b"HTTP/1.0 200 OK\r\n\r\nuntil", 0.05, b" the end"))
        self.assert_ends(f'http_get("{server.url}")', "until the end")

    def test_resets(self):
        self.assert_ends(f'http_get("{self.server(servers.resetting).url}")', "NetworkError reset")
        closed = self.server(servers.silent)
        closed.close()
        self.assert_ends(f'http_get("{closed.url}")', "NetworkError refused")
        self.assert_ends('http_get("http://no.such.host.invalid")', "NetworkError dns")

    def test_two_gigabytes_cost_no_memory(self):
        site = self.site()
        for server in (self.server(servers.ENDLESS_CHUNKS), self.server(servers.ENDLESS_LENGTH),
                       self.server(servers.answering(servers.bomb()))):
            ran = self.fetch(f"""
print(await how(() => http_get("{server.url}", {{max_bytes: 20000000}})))
let status = await read_lines("/proc/self/status")
print(find(line => line.starts_with("VmHWM"), status))
""")
            self.assertEqual(ran.stderr, "")
            how, memory = ran.stdout.splitlines()
            self.assertEqual(how, "NetworkError too_large")
            self.assertLess(int(memory.split()[1]), BOUND_KB, "kB resident at most")
        ran = self.fetch(f"""
print(await how(() => http_get("{site.url}/large/3", {{max_bytes: 3145727}})))
print((await http_get("{site.url}/large/3", {{max_bytes: 3145728}})).len())
""")
        self.assert_prints(ran, "NetworkError too_large", "3145728")

    def test_an_answer_before_the_request_is_read(self):
        answer = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
        def serve(connection):
            servers.read_request(connection)
            connection.sendall(answer)
            connection.shutdown(1)
            servers.silent(connection)
        server = self.server(serve)
        self.assert_ends(f'http_post("{server.url}", "x".repeat(5000000))', "HttpError http_status")


class Connections(HttpTest):
    def test_one_connection_for_many_requests(self):
        site = self.site()
        ran = self.fetch(f"""
for (i in range(0, 20)) {{ await http_get("{site.url}/text") }}
await http_post("{site.url}/echo", "x")
await how(() => http_get("{site.url}/status/404"))
print("done")
""")
        self.assert_prints(ran, "done")
        self.assertEqual(site.connections, 1)

    def test_a_connection_that_the_server_has_closed_is_replaced(self):
        site = self.site()
        ran = self.fetch(f'for (i in range(0, 5)) {{ print(await http_get("{site.url}/hasty")) }}')
        self.assert_prints(ran, *["hasty"] * 5)

    def test_at_most_sixteen_per_host(self):
        site = self.site()
        ran = self.fetch(f"""
let all = range(0, 60).map(i => http_get("{site.url}/slow/30"))
mut done = 0
for (one in all) {{ if (await one == "slow") {{ done += 1 }} }}
print(done)
""")
        self.assert_prints(ran, "60")
        self.assertLessEqual(site.most_at_once, 16)
        self.assertGreater(site.most_at_once, 1)
        self.assertLessEqual(site.connections, 16)

    def test_requests_under_way_do_not_hold_up_the_end(self):
        server = self.server(servers.silent)
        ran = self.fetch(f"""
for (i in range(0, 100)) {{ http_get("{server.url}") }}
await how(() => http_get("{server.url}", {{timeout_ms: 100}}))
print("done")
""", timeout=60)
        self.assertEqual((ran.returncode, ran.stdout.splitlines()[-1]), (0, "done"))
        self.assertNotIn("shutdown", ran.stderr)

    def test_cancelled_requests_are_withdrawn(self):
        server = self.server(servers.silent)
        script = self.write("main.soc", f"""
let f = http_get("{server.url}")
let kind_of = async future => try {{ await future }} catch (e) {{ e.kind }}
print(await kind_of(http_get("{server.url}", {{timeout_ms: 100}})))
print(f.cancel())
print(await kind_of(f))
print(f.cancelled())
input()
""")
        with subprocess.Popen([support.ACHRONYME, "run", str(script)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, encoding="utf-8") as program:
            lines = [program.stdout.readline().strip() for _ in range(4)]
            self.assertEqual(lines, ["NetworkError", "true", "CancelledError", "true"])
            # Both connections end although the program goes on.
            self.assertTrue(server.gone.wait(timeout=60))
            program.stdin.close()
            self.assertEqual(program.wait(timeout=60), 0)

    def test_file_functions_map_no_network(self):
        ran = self.fetch('print((await read_file("/proc/self/maps")).contains("http.so"))\n'
                         'print((await read_file("/proc/self/maps")).contains("libssl"))\n')
        self.assert_prints(ran, "false", "false")


class Tls(HttpTest):
    def setUp(self):
        super().setUp()
        self.good = servers.certificate(self.folder, "good", "IP:127.0.0.1,DNS:localhost")

    def trusting(self, *certificates):
        bundle = self.folder / "bundle.pem"
        bundle.write_text("".join(path.read_text() for path in certificates))
        return {"environment": {"SSL_CERT_FILE": str(bundle)}}

    def test_certificates_are_checked(self):
        site = self.site(servers.tls(self.good))
        get = f'http_get("{site.url}/text")'
        self.assert_ends(get, "NetworkError tls")
        self.assert_prints(self.fetch(f"print(await {get})", **self.trusting(self.good[0])),
                           "some text", "")
        insecure = f'http_get("{site.url}/text", {{insecure: true}})'
        self.assert_prints(self.fetch(f"print(await {insecure})"), "some text", "")
        # The one that is not checked is not kept for those that are.
        self.assert_prints(self.fetch(f"await {insecure}\nprint(await how(() => {get}))"),
                           "NetworkError tls")

    def test_a_message_says_what_is_wrong_with_the_certificate(self):
        site = self.site(servers.tls(self.good))
        ran = self.fetch(f'print(try {{ await http_get("{site.url}") }} catch (e) {{ e.message }})')
        self.assertIn("its certificate is not accepted: self-signed certificate", ran.stdout)

    def test_names_are_checked(self):
        wrong = servers.certificate(self.folder, "wrong", "DNS:example.org")
        site = self.site(servers.tls(wrong))
        self.assert_ends(f'http_get("{site.url}/text")', "NetworkError tls",
                         **self.trusting(wrong[0]))
        site = self.site(servers.tls(self.good))
        self.assert_prints(self.fetch(f'print(await http_get("https://localhost:{site.port}/text"))',
                                      **self.trusting(self.good[0])), "some text", "")

    def test_expired_certificates_are_refused(self):
        expired = servers.expired_certificate(self.folder, "IP:127.0.0.1")
        site = self.site(servers.tls(expired))
        ran = self.fetch(f'print(try {{ await http_get("{site.url}/text") }} catch (e) '
                         "{ [e.source.code, e.message] })", **self.trusting(expired[0]))
        self.assertTrue(ran.stdout.startswith("[tls, "), ran.stdout)
        self.assertIn("certificate has expired", ran.stdout)

    def test_old_versions_are_refused(self):
        site = self.site(servers.old_tls(self.good))
        self.assert_ends(f'http_get("{site.url}/text", {{insecure: true}})', "NetworkError tls")

    def test_a_server_without_tls(self):
        site = self.site()
        self.assert_ends(f'http_get("https://127.0.0.1:{site.port}/text")', "NetworkError tls")

    def test_no_way_back_from_https_to_http(self):
        site = self.site(servers.tls(self.good))
        plain = self.site()
        self.assert_ends(f'http_get("{site.url}/to/302?{plain.url}/text")', "NetworkError redirects",
                         **self.trusting(self.good[0]))
        self.assertEqual(plain.connections, 0)

    def test_connections_are_kept(self):
        site = self.site(servers.tls(self.good))
        ran = self.fetch(f'for (i in range(0, 5)) {{ await http_get("{site.url}/large/1") }}\n'
                         'print("done")', **self.trusting(self.good[0]))
        self.assert_prints(ran, "done")
        self.assertEqual(site.connections, 1)

    def test_a_cut_connection_is_no_end(self):
        def serve(connection):
            servers.read_request(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\npart of it")
            connection.shutdown(2)
        server = self.server(serve, context=servers.tls(self.good))
        self.assert_ends(f'http_get("{server.url}")', "NetworkError reset",
                         **self.trusting(self.good[0]))


class Proxies(HttpTest):
    def test_plain_requests_go_to_the_proxy(self):
        proxy = self.started(servers.Proxy())
        site = self.site()
        proxied = {"environment": {"HTTP_PROXY": f"http://user:pw@127.0.0.1:{proxy.port}"}}
        self.assert_prints(self.fetch(f'print(await http_get("{site.url}/text?x"))', **proxied),
                           "by proxy", "")
        self.assertEqual(proxy.lines, [f"GET {site.url}/text?x HTTP/1.1"])
        self.assertIn("Proxy-Authorization: Basic dXNlcjpwdw==", proxy.heads[0])
        proxied["environment"]["NO_PROXY"] = "example.org, 127.0.0.1"
        self.assert_prints(self.fetch(f'print(await http_get("{site.url}/text"))', **proxied),
                           "some text", "")

    def test_tls_goes_through_a_tunnel(self):
        good = servers.certificate(self.folder, "good", "IP:127.0.0.1")
        proxy = self.started(servers.Proxy())
        site = self.site(servers.tls(good))
        environment = {"https_proxy": f"127.0.0.1:{proxy.port}", "SSL_CERT_FILE": str(good[0])}
        self.assert_prints(self.fetch(f'print(await http_get("{site.url}/text"))',
                                      environment=environment), "some text", "")
        self.assertEqual(proxy.lines, [f"CONNECT 127.0.0.1:{site.port} HTTP/1.1"])

    def test_proxies_that_do_not_work(self):
        closed = self.server(servers.silent)
        closed.close()
        self.assert_ends('http_get("http://example.org")', "NetworkError proxy",
                         environment={"HTTP_PROXY": closed.url})
        proxy = self.started(servers.Proxy(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
        self.assert_ends('http_get("https://example.org")', "NetworkError proxy",
                         environment={"HTTPS_PROXY": proxy.url})

    def test_programs_do_not_choose_the_proxy(self):
        site = self.site()
        self.assert_prints(self.fetch('env_set("HTTP_PROXY", "http://127.0.0.1:1")\n'
                                      f'print(await http_get("{site.url}/text"))'), "some text", "")


if __name__ == "__main__":
    support.main()
