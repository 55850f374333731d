"""`achronyme plugins`: what was found, what it is for, and why something cannot be used."""

import json
import pathlib
import struct

import support

PLUGINS = pathlib.Path(support.ACHRONYME).parent.parent / "plugins"


def module_with(manifest):
    """A module that carries its manifest, as the linker would put it there, and no code."""
    names = b"\0.shstrtab\0ach.manifest\0"
    at = 64 + 3 * 64
    header = struct.pack("<4sBB10xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 3, 62, 1, 0, 0, 64, 0, 64, 0, 0,
                         64, 3, 1)

    def section(name, start, size):
        return struct.pack("<IIQQQQIIQQ", name, 1, 0, 0, start, size, 0, 0, 1, 0)
    return (header + section(0, 0, 0) + section(1, at, len(names))
            + section(11, at + len(names), len(manifest)) + names + manifest)


class Plugins(support.ProgramTest):
    def plugins(self, *words, options=()):
        return self.call(*options, "plugins", *words)

    def manifest(self, name):
        return json.loads((PLUGINS / f"{name}.manifest.json").read_text())

    def put(self, name, **changes):
        """A plugin of our own beside the real ones. There is no code in it: nobody may load it."""
        manifest = json.dumps(self.manifest("dsp") | {"id": f"test.{name}", "contributes": {}} | changes)
        self.write(f"more/{name}.manifest.json", manifest)
        self.write(f"more/{name}.so", module_with(manifest.encode()))
        return "--plugins", "more"

    def test_a_list_of_all_and_where_was_looked(self):
        ran = self.plugins("list")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        for part in ("ID ", "achronyme.vm ", "achronyme.builtins ", "  ready ", f"folder {PLUGINS}\n"):
            self.assertIn(part, ran.stdout)

    def test_reasons_stand_in_the_list(self):
        options = self.put("lonely", requires=["nobody.provides/1"])
        ran = self.plugins("list", options=(*options, "--set", 'plugins.disabled=["achronyme.dsp"]'))
        self.assertRegex(ran.stdout, r"test\.lonely +\S+ +unused .*\n    it needs nobody\.provides/1, "
                                     "which nobody provides")
        self.assertRegex(ran.stdout, r"achronyme\.dsp +\S+ +unused .*\n    the configuration disables it")

    def test_a_broken_manifest_is_found_and_refused(self):
        self.write("more/broken.manifest.json", '{"manifest": 1, "id": ')
        ran = self.plugins("list", options=("--plugins", "more"))
        self.assertIn("unused", ran.stdout)
        self.assertIn("broken.manifest.json", ran.stdout)

    def test_info_knows_plugins_by_id_by_last_part_and_by_what_they_contribute(self):
        full = self.plugins("info", "achronyme.http").stdout
        self.assertRegex(full, r"(?m)^id +achronyme\.http$")
        self.assertRegex(full, r"(?m)^state +ready$")
        self.assertRegex(full, r"(?m)^functions +http_get, http_post, http_request$")
        self.assertEqual(self.plugins("info", "http").stdout, full)
        self.assertEqual(self.plugins("info", "http_get").stdout,
                         "function 'http_get' comes from achronyme.http\n\n" + full)
        for name, what in {"stats": "module", "trim": "function", "cancel": "method",
                           "run": "subcommand", "ach.value/1": "interface"}.items():
            with self.subTest(name):
                self.assertTrue(self.plugins("info", name).stdout.startswith(f"{what} '{name}' comes "))

    def test_info_fits_on_a_screen_and_hides_what_is_nobodys_business(self):
        out = self.plugins("info", "builtins").stdout
        self.assertLessEqual(max(map(len, out.splitlines())), 100)
        self.assertNotIn("__", out)

    def test_why_tells_what_comes_along(self):
        out = self.plugins("why", "http").stdout
        self.assertIn("http.so can be used.", out)
        self.assertIn("after achronyme.vm.\n", out)
        self.assertIn("It is needed by achronyme.http.\n", self.plugins("why", "vm").stdout)

    def test_why_tells_of_interfaces(self):
        self.assertEqual(self.plugins("why", "ach.bus/1").stdout,
                         "interface 'ach.bus/1' is the host's own\n")
        self.assertIn("which nobody provides", self.plugins("why", "ach.nothing/1").stdout)

    def test_why_follows_a_chain_of_needs(self):
        self.put("middle", requires=["nobody.provides/1"], provides=["test.middle/1"])
        options = self.put("outer", requires=["test.middle/1"])
        out = self.plugins("why", "outer", options=options).stdout
        self.assertIn("it needs test.middle/1 from 'test.middle', which cannot be used: "
                      "it needs nobody.provides/1, which nobody provides", out)

    def test_nothing_of_a_plugin_runs_for_it(self):
        ran = self.plugins("info", "empty", options=self.put("empty"))
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertRegex(ran.stdout, r"(?m)^state +ready$")

    def test_unknown_names_name_the_nearest(self):
        self.assert_refused(self.plugins("info", "htp_get"), "did you mean 'http_get'?")
        self.assert_refused(self.plugins("why", "bultins"), "did you mean 'builtins'?")
        self.assert_refused(self.plugins("wy", "http"), "did you mean 'why'?", status=2)
        self.assert_refused(self.plugins("info"), "name one plugin", status=2)

    def test_help(self):
        ran = self.plugins("--help")
        self.assertTrue(ran.stdout.startswith("Usage: achronyme plugins list\n"))
        self.assertEqual(self.plugins("why", "--help").stdout, ran.stdout)


if __name__ == "__main__":
    support.main()
