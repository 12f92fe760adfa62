#!/usr/bin/env python3
"""Takes libtorch out of the torch wheel and puts it into a cache folder.

    fetch_libtorch.py VERSION CACHE

leaves CACHE/libtorch-VERSION with torch/lib, torch/include, for a CUDA build nvidia/*/lib, and `.complete`.
Everything is made and checked in a folder beside it that takes its place by a rename at the end: whoever is cut
off leaves nothing half done. A lock lets one process work at a time; the system frees it when its holder dies.
"""

import base64
import csv
import fcntl
import hashlib
import importlib.util
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

WANTED = re.compile(r"torch/(lib|include)/")
USELESS = re.compile(r"torch/lib/lib(torch_python|shm|aoti_custom_ops|backend_with_compiler|\w+_test\.)")
# What the CUDA build of libtorch_cpu itself loads; the kernels' own libraries come with the driver's toolkit.
CUDA_PACKAGES = re.compile(r"nvidia-cuda-(runtime|cupti)(-cu\d+)?")
CUDA_LIBRARIES = re.compile(r"nvidia/.+/lib(cudart|cupti)\.so")
# The Pythons that the wheel is made for; on any other one, pip is asked for the wheel of the last named here.
PYTHONS = [(3, minor) for minor in range(10, 15)]


class Trouble(Exception):
    """What went wrong, in one line that says the way out."""


def say(message):
    print("setup:", message, flush=True)


def main(version, cache):
    cache = Path(cache)
    final = cache / f"libtorch-{version}"
    if is_complete(final):
        return
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "libtorch.lock"):
        if is_complete(final):
            return
        for leftover in cache.glob(".libtorch-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=".libtorch-", dir=cache))
        try:
            made = assemble(version, work)
            if final.exists():
                final.rename(work / "old")
            made.rename(final)
        finally:
            shutil.rmtree(work)
        say(f"libtorch is in {final}")


def is_complete(folder):
    return (
        (folder / ".complete").exists()
        and (folder / "torch/include/ATen/core/Tensor.h").exists()
        and library(folder).exists()
    )


def library(folder):
    suffix = "dylib" if sys.platform == "darwin" else "so"
    return folder / f"torch/lib/libtorch_cpu.{suffix}"


def assemble(version, work):
    """Downloads, unpacks and checks a whole libtorch in `work`, and gives its folder."""
    made = work / "made"
    say(f"downloading libtorch {version} (200 to 550 MB)")
    with Wheel(download(f"torch=={version}", work)) as torch:
        say(f"checking and unpacking {torch.path.name}")
        facts = torch.read("torch/version.py").decode()
        build = re.search(r"^__version__ = '(.+)'$", facts, re.M).group(1)
        if build.split("+")[0] != version:
            raise Trouble(f"{torch.path.name} holds version {build} instead of {version}: look where pip takes it from")
        torch.unpack(made, lambda name: WANTED.match(name) and not USELESS.match(name))
        if re.search(r"^cuda\b.*= '", facts, re.M):
            add_cuda_runtime(torch, made, work)
    check_loading(library(made))
    (made / ".complete").write_text(f"{build}\n{torch.path.name}\n")
    if not is_complete(made):
        raise Trouble(f"{torch.path.name} lacks headers that Reverie needs: look where pip takes it from")
    return made


def add_cuda_runtime(torch, made, work):
    """The wheel asks for the runtime by name, or for a bundle of packages that does."""
    needs = torch.requirements()
    for toolkit in [exact for name, exact in needs if name == "cuda-toolkit"]:
        with Wheel(download(toolkit, work)) as bundle:
            needs += bundle.requirements()
    for exact in sorted({exact for name, exact in needs if CUDA_PACKAGES.fullmatch(name)}):
        say(f"downloading {exact}")
        with Wheel(download(exact, work)) as wheel:
            wheel.unpack(made, CUDA_LIBRARIES.match)


def download(requirement, work):
    """The wheel that pip finds for `requirement`. pip checks what it downloads against the index's hashes."""
    if importlib.util.find_spec("pip") is None:
        raise Trouble("python3 has no pip: install it (python3-pip), or set LIBTORCH to a libtorch that you have")
    folder = Path(tempfile.mkdtemp(dir=work))
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--dest", str(folder)]
    if sys.version_info[:2] not in PYTHONS:
        major, minor = PYTHONS[-1]
        command += ["--python-version", f"{major}.{minor}", "--implementation", "cp", "--abi", f"cp{major}{minor}"]
    if not sys.stderr.isatty():
        command += ["--quiet"]
    # pip gathers the download in TMPDIR first, and /tmp is often too small for it.
    if subprocess.run(command + [requirement], env={**os.environ, "TMPDIR": str(work)}).returncode != 0:
        raise Trouble(f"pip found no {requirement}: see its words above, or set LIBTORCH to a libtorch that you have")
    (wheel,) = folder.glob("*.whl")
    return wheel


class Wheel:
    """A wheel whose files are checked against its own list of hashes as they are read."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.zip = zipfile.ZipFile(self.path)
        rows = csv.reader(io.StringIO(self.metadata("RECORD")))
        self.hashes = {row[0]: row[1] for row in rows if row}
        return self

    def __exit__(self, *_):
        self.zip.close()

    def metadata(self, name):
        (entry,) = (n for n in self.zip.namelist() if re.fullmatch(rf"[^/]+\.dist-info/{name}", n))
        return self.zip.read(entry).decode()

    def requirements(self):
        """Pairs of a package's name and the exact requirement that pip understands."""
        lines = re.findall(r"^Requires-Dist: *([\w.-]+)(?:\[.*?\])? *\(?(==[\w.*]+)", self.metadata("METADATA"), re.M)
        return [(name, name + pin) for name, pin in lines]

    def read(self, name):
        content = io.BytesIO()
        self.copy(name, content)
        return content.getvalue()

    def unpack(self, folder, wanted):
        for entry in self.zip.infolist():
            if entry.is_dir() or not wanted(entry.filename):
                continue
            if ".." in entry.filename.split("/"):
                raise Trouble(f"{self.path.name} holds a path that leads out of it: look where pip takes it from")
            target = folder / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "wb") as file:
                self.copy(entry.filename, file)

    def copy(self, name, out):
        """The zip module itself checks length and CRC; the hash is the wheel's own."""
        digest = hashlib.sha256()
        try:
            with self.zip.open(name) as file:
                for block in iter(lambda: file.read(1 << 20), b""):
                    digest.update(block)
                    out.write(block)
            found = "sha256=" + base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")
            intact = found == self.hashes[name]
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError):
            intact = False
        if not intact:
            raise Trouble(f"{self.path.name} is damaged at {name}: run this again to download it anew")


def check_loading(path):
    code = "import ctypes, os, sys; ctypes.CDLL(sys.argv[1], os.RTLD_LAZY)"
    run = subprocess.run([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode != 0:
        words = run.stderr.decode(errors="replace").strip().splitlines() or [f"status {run.returncode}"]
        raise Trouble(f"the downloaded libtorch does not load here ({words[-1]}): set LIBTORCH to one that does")


@contextmanager
def locked(path):
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is fetching libtorch: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def stop(number, _):
    signal.signal(number, signal.SIG_IGN)
    say("stopped; run it again to have libtorch")
    raise SystemExit(128 + number)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        main(*sys.argv[1:])
    except Trouble as trouble:
        sys.exit(f"setup: {trouble}")
    except OSError as trouble:
        sys.exit(f"setup: {trouble} (XDG_CACHE_HOME chooses another cache folder)")
