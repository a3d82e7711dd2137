"""The package's own modules, compiled by hand for what SwiftPM cannot build: libFuzzer executables."""

import json
import pathlib
import re
import subprocess

FEATURES = {
    "enableUpcomingFeature": "-enable-upcoming-feature",
    "enableExperimentalFeature": "-enable-experimental-feature",
}
LIBRARIES = ["-lssl", "-lcrypto", "-lsqlite3"]


class BuildFailure(Exception):
    """A compiler call that failed; holds what it printed."""


class PackageModules:
    """Compiles targets of Package.swift, with its settings and `flags`, into one folder; up-to-date ones are left."""

    def __init__(self, root, output, flags):
        self.root, self.output, self.flags = root, output, flags
        listing = subprocess.run(
            ["swift", "package", "--package-path", root, "dump-package"], capture_output=True, text=True)
        if listing.returncode != 0:
            raise BuildFailure(listing.stderr)
        package = json.loads(listing.stdout)
        self.name = package["name"]
        self.targets = {target["name"]: target for target in package["targets"]}
        self.settings = self._settings()
        self.built = {}

    def imports(self, file):
        """The package's modules that a source file imports, C modules left out."""
        names = re.findall(r"^[ \t]*(?:\w+ )*import (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        return [name for name in names if name in self.targets and self.targets[name]["type"] == "regular"]

    def objects(self, names):
        """Object files of the modules and all that they need, compiled when older than their sources."""
        for name in names:
            self._build(name)
        return list(self.built.values())

    def link(self, file):
        """Compiles one fuzz target and links it; gives the executable."""
        objects = self.objects(self.imports(file))
        executable = self.output / file.stem
        if self._is_older(executable, [file, *objects]):
            self._compile(["-module-name", "Fuzz" + file.stem, "-o", executable, file, *objects, *LIBRARIES])
        return executable

    def _build(self, name):
        if name in self.built:
            return
        target = self.targets[name]
        needed = [
            dependency["byName"][0] for dependency in target["dependencies"]
            if self.targets[dependency["byName"][0]]["type"] == "regular"]
        objects = self.objects(needed)
        made = self.output / f"{name}.o"
        sources = sorted((self.root / target["path"]).rglob("*.swift"))
        if self._is_older(made, [*sources, *objects]):
            self._compile(
                ["-module-name", name, "-emit-module", "-emit-module-path",
                 self.output / f"{name}.swiftmodule", "-emit-object", "-wmo", "-o", made, *sources])
        self.built[name] = made

    def _settings(self):
        """What the package's library targets share, as compiler arguments."""
        settings = ["-swift-version", "6", "-parse-as-library", "-package-name", self.name, "-I", self.output]
        library = next(target for target in self.targets.values() if target["type"] == "regular")
        for setting in library["settings"]:
            (kind, value), = setting["kind"].items()
            if kind in FEATURES:
                settings += [FEATURES[kind], value["_0"]]
            elif kind == "strictMemorySafety":
                settings.append("-strict-memory-safety")
        for target in self.targets.values():
            if target["type"] == "system":
                settings += ["-Xcc", f"-fmodule-map-file={self.root / target['path'] / 'module.modulemap'}"]
        return settings

    def _compile(self, arguments):
        self.output.mkdir(parents=True, exist_ok=True)
        command = ["swiftc", *self.flags, *self.settings, *arguments]
        run = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if run.returncode != 0:
            raise BuildFailure(run.stdout)

    def _is_older(self, made, sources):
        age = made.stat().st_mtime_ns if made.exists() else 0
        described = [self.root / "Package.swift", pathlib.Path(__file__), *sources]
        return any(pathlib.Path(source).stat().st_mtime_ns > age for source in described)
