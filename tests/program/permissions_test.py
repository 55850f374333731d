"""What the configuration does not grant is refused, by every function that reaches outside."""

import json
import pathlib
import subprocess

import support

PLUGINS = pathlib.Path(support.ACHRONYME).parent.parent / "plugins"

# One call of every function that touches files, network or environment, and the grant it needs.
# `here` is a folder that exists, `file` a file in it.
REACHING = {
    "read_file": ("await read_file(file)", "read"),
    "read_lines": ("await read_lines(file)", "read"),
    "read_json": ("await read_json(file)", "read"),
    "read_bytes": ("await read_bytes(file)", "read"),
    "exists": ("await exists(file)", "read"),
    "file_info": ("await file_info(file)", "read"),
    "list_dir": ("await list_dir(here)", "read"),
    "write_file": ('await write_file(file, "x")', "write"),
    "write_json": ("await write_json(file, 1)", "write"),
    "write_bytes": ("await write_bytes(file, [1])", "write"),
    "append_file": ('await append_file(file, "x")', "write"),
    "delete_file": ("await delete_file(file)", "write"),
    "copy_file": ('await copy_file(file, here + "/new")', "read"),
    "rename_file": ('await rename_file(file, here + "/new")', "read"),
    "make_dir": ('await make_dir(here + "/new")', "write"),
    "remove_dir": ('await remove_dir(here + "/empty")', "write"),
    "temp_dir": ("await temp_dir()", "write"),
    "env_get": ('env_get("HOME")', "env"),
    "env_vars": ("env_vars()", "env"),
    "env_set": ('env_set("A", "b")', "env_write"),
    "env_delete": ('env_delete("HOME")', "env_write"),
    "env_load": ("env_load(file)", "read"),
    "save_env": ("save_env(file)", "write"),
    "restore_env": ("restore_env(file)", "read"),
    "env_info": ("env_info(file)", "read"),
    "http_get": ('await http_get("http://127.0.0.1:1/")', "net"),
    "http_post": ('await http_post("https://127.0.0.1:1/", "x")', "net"),
    "http_request": ('await http_request({url: "http://127.0.0.1:1"})', "net"),
}

# The functions of these plugins that reach outside, as far as names tell; all others have nothing to
# do with it. Every function of every other plugin with permissions has to have a case above.
REACHING_NAMES = {
    "achronyme.vm": (),  # `import` asks, and has a test of its own
    "achronyme.builtins": ("env_", "save_", "restore_", "read_", "write_"),
    "achronyme.session": ("env_", "save_", "restore_"),
}

# What every program was given when it was started needs no permission.
OWN_STREAMS = {"read_stdin"}

# Functions of the C library and the permissions one of which a module must declare to import them.
IMPORTS = {
    "file": {"open", "openat", "creat", "fopen", "opendir", "unlink", "unlinkat", "rename", "mkdir",
             "rmdir", "mkdtemp", "stat", "lstat", "link", "symlink", "truncate"},
    "net": {"connect", "bind", "getaddrinfo", "sendto"},
    "env": {"environ", "setenv", "putenv", "unsetenv"},
    "spawn": {"fork", "vfork", "execve", "execvp", "posix_spawn", "posix_spawnp", "system", "popen"},
}


def manifests():
    for path in sorted(PLUGINS.glob("*.manifest.json")):
        yield path, json.loads(path.read_text())


def natives_of(manifest):
    return {native if isinstance(native, str) else native["name"]
            for native in manifest.get("contributes", {}).get("natives", [])}


def quoted(text):
    return json.dumps(str(text))


class Coverage(support.ProgramTest):
    def test_every_function_of_a_plugin_with_permissions_is_in_a_list(self):
        known = set()
        for _, manifest in manifests():
            if not manifest.get("permissions"):
                continue
            natives = natives_of(manifest)
            known |= natives
            prefixes = REACHING_NAMES.get(manifest["id"], "")
            natives = {name for name in natives - OWN_STREAMS if name.startswith(prefixes)}
            self.assertEqual(natives - set(REACHING), set(),
                             f"functions of {manifest['id']} that no case of this test calls")
        self.assertEqual(set(REACHING) - known, set(), "cases without a function")

    def test_modules_import_nothing_they_have_not_declared(self):
        looked_at = 0
        for path, manifest in manifests():
            module = path.with_name(path.name.replace(".manifest.json", ".so"))
            listed = subprocess.run(["nm", "-D", "--undefined-only", "--format=posix", module],
                                    check=True, capture_output=True, text=True).stdout
            imports = {line.split()[0].split("@")[0] for line in listed.splitlines()}
            self.assertTrue(imports)
            declared = {name.split(".")[0] for name in manifest.get("permissions", [])}
            for permission, functions in IMPORTS.items():
                if permission not in declared:
                    self.assertEqual(imports & functions, set(), f"{module.name} declares no "
                                     f"\"{permission}\" permission and imports these")
            looked_at += 1
        self.assertGreater(looked_at, 2)


class DenyAll(support.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("granted/file", "content")
        self.write("secret/file", "secret")
        (self.folder / "granted/empty").mkdir()

    def kinds(self, calls, *options, here="granted"):
        """The kind and message of the error that each of `calls` ends with."""
        lines = [f"let here = {quoted(self.folder / here)}", 'let file = here + "/file"']
        for name, (call, _) in calls.items():
            lines.append(f"print({quoted(name)}, try {{ {call}; \"allowed\" }} "
                         "catch (e) { e.kind + \" \" + e.message })")
        self.write("main.soc", "\n".join(lines) + "\n")
        ran = self.call(*options, "run", "main.soc")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return dict(line.split(" ", 1) for line in ran.stdout.splitlines())

    def refuses_everything(self, *options):
        ended = self.kinds(REACHING, *options)
        self.assertEqual(set(ended), set(REACHING))
        for name, (_, grant) in REACHING.items():
            with self.subTest(name):
                self.assertRegex(ended[name],
                                 rf"^PermissionError permissions\.{grant} in the configuration does "
                                 r"not grant .*'; add it there")
        self.assertEqual((self.folder / "granted/file").read_text(), "content")
        self.assertFalse((self.folder / "granted/new").exists())
        self.assertTrue((self.folder / "granted/empty").exists())

    def test_a_configuration_that_grants_nothing_refuses_everything(self):
        self.write("deny.json", '{"permissions": {}}')
        self.refuses_everything("--config", "deny.json")

    def test_the_sandbox_refuses_everything(self):
        self.refuses_everything("--sandbox")

    def test_a_refusal_comes_through_the_future(self):
        ran = self.call("--sandbox", "eval", 'let f = read_file("a")\n'
                        "try { await f } catch (e) { [e.kind, e.source] }")
        self.assert_prints(ran, '["PermissionError", null]')

    def test_what_is_granted_works(self):
        self.write("achronyme.json", json.dumps({"permissions": {
            "read": ["granted"], "write": ["granted", "/tmp"], "env": ["*"], "env_write": ["A", "HOME"],
            "net": ["127.0.0.1:*"],
        }}))
        refused = {name: how for name, how in self.kinds(REACHING).items() if how != "allowed"}
        # These find no JSON, gone what their neighbours above have removed, and nobody who answers.
        self.assertEqual(set(refused), {"read_json", "copy_file", "rename_file", "http_get", "http_post",
                                        "http_request"})
        for how in refused.values():
            self.assertNotIn("PermissionError", how)

    def grant(self, **grants):
        self.write("achronyme.json", json.dumps({"permissions": grants}))

    def test_ways_out_of_a_granted_folder_are_closed(self):
        granted, secret = self.folder / "granted", self.folder / "secret"
        (granted / "link").symlink_to("../secret/file")
        (granted / "folder").symlink_to("../secret")
        (granted / "dangling").symlink_to("../secret/later")
        (granted / "absolute").symlink_to(secret / "later")
        (granted / "chain").symlink_to("folder/../../secret/file")
        (secret / "inward").symlink_to("../granted/file")
        self.grant(read=["granted"], write=["granted"])
        out = {}
        for way in ("../secret/file", "none/../../secret/file", "link", "folder/file", "chain",
                    "./empty/../../secret/file"):
            path = quoted(granted / way)
            out[f"read:{way}"] = (f"await read_file({path})", "read")
            out[f"write:{way}"] = (f'await write_file({path}, "x")', "write")
            out[f"atomic:{way}"] = (f'await write_file({path}, "x", {{atomic: true}})', "write")
            out[f"append:{way}"] = (f'await append_file({path}, "x")', "write")
            out[f"copy:{way}"] = (f'await copy_file(file, {path})', "write")
        for way in ("dangling", "absolute", "folder/later", "../secret/later"):
            path = quoted(granted / way)
            out[f"create:{way}"] = (f'await write_file({path}, "x")', "write")
            out[f"bytes:{way}"] = (f"await write_bytes({path}, [1])", "write")
            out[f"make:{way}"] = (f"await make_dir({path})", "write")
        # Renaming onto a link replaces the link, wherever it leads.
        for way in ("folder/later", "../secret/later"):
            out[f"rename:{way}"] = (f"await rename_file(file, {quoted(granted / way)})", "write")
        # What lies outside is not to be removed either, even if it is a link that leads inside.
        outside = quoted(secret / "inward")
        out["delete"] = (f"await delete_file({outside})", "write")
        out["rename-from"] = (f'await rename_file({outside}, here + "/x")', "read")
        out["rename-onto"] = (f"await rename_file(file, {outside})", "write")
        out["list"] = (f"await list_dir({quoted(granted / 'folder')})", "read")
        out["list-up"] = (f"await list_dir({quoted(granted / '..')})", "read")
        out["remove"] = (f"await remove_dir({quoted(granted / 'folder/../../secret')}, "
                         "{recursive: true})", "write")
        for name, how in self.kinds(out).items():
            with self.subTest(name):
                self.assertTrue(how.startswith("PermissionError "), how)
        self.assertEqual((secret / "file").read_text(), "secret")
        self.assertEqual(sorted(path.name for path in secret.iterdir()), ["file", "inward"])

    def test_what_stays_inside_is_allowed(self):
        granted = self.folder / "granted"
        (granted / "link").symlink_to("../secret/file")
        (granted / "inner").symlink_to("file")
        self.grant(read=["granted"], write=["granted"])
        calls = {
            "through a link": (f"await read_file({quoted(granted / 'inner')})", ""),
            "up and down": (f"await read_file({quoted(granted / 'empty/../file')})", ""),
            "new": (f'await write_file({quoted(granted / "new")}, "x")', ""),
            "new folders": (f'await make_dir({quoted(granted / "a/b/c")})', ""),
            # The link itself lies inside, wherever it leads.
            "link away": (f"await delete_file({quoted(granted / 'link')})", ""),
            "relative": ('await read_file("granted/file")', ""),
        }
        ended = self.kinds({name.replace(" ", "-"): call for name, call in calls.items()})
        self.assertEqual(set(ended.values()), {"allowed"}, ended)
        self.assertTrue((self.folder / "secret/file").exists())

    def test_modules_are_files_too(self):
        self.write("secret/module.soc", "export { x }\nlet x = 1\n")
        self.write("granted/main.soc", 'import { x } from "../secret/module"\nprint(x)\n')
        self.grant(read=["granted"])
        ran = self.call("run", "granted/main.soc")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("permissions.read in the configuration does not grant", ran.stderr)

    def test_a_granted_file_is_no_granted_folder(self):
        self.grant(read=["granted/file"])
        calls = {"same": ("await read_file(file)", ""),
                 "longer": ('await read_file(file + "s")', ""),
                 "folder": ("await list_dir(here)", "")}
        ended = self.kinds(calls)
        self.assertEqual(ended["same"], "allowed")
        self.assertTrue(ended["longer"].startswith("PermissionError"))
        self.assertTrue(ended["folder"].startswith("PermissionError"))

    def test_variables_are_granted_by_name(self):
        self.grant(env=["HOME", "LC_*"], env_write=["MY_*"], read=["granted"])
        self.write("granted/good", "MY_A=1\nMY_B=2\n")
        self.write("granted/bad", "MY_A=3\nPATH=4\n")
        calls = {"home": ('env_get("HOME")', ""), "prefix": ('env_get("LC_ALL")', ""),
                 "other": ('env_get("PATH")', ""), "all": ("env_vars()", ""),
                 "set": ('env_set("MY_A", "0")', ""), "set-other": ('env_set("HOME", "x")', ""),
                 "good": (f"env_load({quoted(self.folder / 'granted/good')})", ""),
                 "bad": (f"env_load({quoted(self.folder / 'granted/bad')})", "")}
        ended = self.kinds(calls)
        allowed = {name for name, how in ended.items() if how == "allowed"}
        self.assertEqual(allowed, {"home", "prefix", "set", "good"}, ended)


if __name__ == "__main__":
    support.main()
