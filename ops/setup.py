#!/usr/bin/env python3
"""Sets up both environments on a fresh machine; standard library only, any Python from 3.8 on.

Finds Python 3.10 and 3.11+ on PATH, in pyenv, or by uv; makes .venv-rasa and .venv; installs a lock
file only when it changed; asks nothing, and downloads packages only.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP, RASA, TOOLS = ROOT / ".venv", ROOT / ".venv-rasa", ROOT / ".venv-tools"
APP_VERSIONS = ((3, 11), (3, 12), (3, 13))
RASA_VERSIONS = ((3, 10),)
UV = "uv>=0.5"


def main():
    """Set up what is missing; exit with one line when something cannot be had."""
    started = time.monotonic()
    work = []
    if needs(RASA, "rasa.txt", RASA_VERSIONS):
        work.append(lambda: install(RASA, "rasa.txt", RASA_VERSIONS, ["--no-deps"]))
    if needs(APP, "app.txt", APP_VERSIONS):
        work.append(lambda: install(APP, "app.txt", APP_VERSIONS, ["--no-deps"]))
    for step in work:
        step()
    if not (APP / "bin" / "tungbuoc").exists():
        run(
            [*uv(), "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--offline",
             "--python", APP / "bin" / "python", "-e", ROOT]
        )  # fmt: skip
    if "--browser" in sys.argv:
        browser()
    if work:
        seconds = time.monotonic() - started
        note({"setup_seconds": round(seconds, 1)})
        print(f"môi trường: xong sau {seconds:.0f} giây", flush=True)


def browser():
    """Chromium for the tests: Debian's own, when it is missing and may be installed. Without it the
    tests of the widget are skipped, and say so; on CI they fail.
    """
    if any(shutil.which(name) for name in ("chromium", "chromium-browser")):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("chromium: cài bằng apt-get, cho các kiểm tra trên trình duyệt", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            if subprocess.run(["apt-get", "-qq", *step], env=environment, **quiet).returncode:
                break
    if not shutil.which("chromium"):
        print("!!! KHÔNG CÓ CHROMIUM: kiểm tra trên trình duyệt sẽ bị bỏ qua", flush=True)


def needs(venv, lock, versions):
    """Whether `venv` has to be made, or its lock file has changed."""
    stamp = venv / ".installed"
    return not (
        (venv / "bin" / "python").exists()
        and stamp.exists()
        and stamp.read_text() == digest(lock)
        and version_of(venv / "bin" / "python") in versions
    )


def install(venv, lock, versions, extra):
    """Make `venv` afresh and install exactly what the lock file lists."""
    python = find_python(versions)
    print(f"{venv.name}: cài {lock} bằng {python}", flush=True)
    shutil.rmtree(str(venv), ignore_errors=True)
    run([*uv(), "venv", "-q", "--python", python, venv])
    run(
        [*uv(), "pip", "install", "-q", "--python", venv / "bin" / "python", *extra,
         "-r", ROOT / "requirements" / lock]
    )  # fmt: skip
    (venv / ".installed").write_text(digest(lock))


def find_python(versions):
    """A Python of one of these versions, the first that really starts."""
    for version in versions:
        name = "python%d.%d" % version
        pyenv = sorted(
            Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(
                "versions/%d.%d.*/bin/python" % version
            )
        )
        for candidate in [shutil.which(name), *reversed(pyenv), shutil.which("python3")]:
            if candidate and version_of(candidate) == version:
                return Path(candidate)
    for version in versions:
        if found := uv_python("%d.%d" % version):
            return found
    names = " hoặc ".join("%d.%d" % version for version in versions)
    sys.exit(
        f"cần Python {names}: cài bằng pyenv (pyenv install {names.split()[0]}) "
        "hoặc bằng uv, rồi chạy lại"
    )


def uv_python(wanted):
    """A Python that uv has or can fetch; None when it can do neither."""
    find = [str(part) for part in [*uv(), "python", "find", wanted]]
    for _ in range(2):
        done = subprocess.run(find, capture_output=True, text=True, env=env())
        if done.returncode == 0:
            return Path(done.stdout.strip())
        install = [str(part) for part in [*uv(), "python", "install", "-q", wanted]]
        subprocess.run(install, capture_output=True, text=True, env=env())
    return None


def version_of(python):
    """(3, 11) of an interpreter; None when it does not start."""
    try:
        done = subprocess.run(
            [str(python), "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True, text=True, timeout=30,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    parts = done.stdout.split()
    return (int(parts[0]), int(parts[1])) if done.returncode == 0 and len(parts) == 2 else None


def uv():
    """The uv command: the one on PATH, or one installed for this project alone."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return [found]
    own = TOOLS / "bin" / "uv"
    if not own.exists():
        python = find_for_tools()
        run([python, "-m", "venv", TOOLS])
        run(
            [
                TOOLS / "bin" / "python",
                "-m",
                "pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                UV,
            ]
        )
    return [own]


def find_for_tools():
    """Any Python from 3.8 on that can make a virtual environment with pip."""
    for candidate in (sys.executable, shutil.which("python3")):
        if candidate:
            probe = subprocess.run([candidate, "-c", "import venv, ensurepip"], capture_output=True)
            if probe.returncode == 0:
                return candidate
    sys.exit("Python này thiếu venv: trên Debian, apt install python3-venv, rồi chạy lại")


def env():
    """uv looks where pip is told to look, too."""
    links = os.environ.get("PIP_FIND_LINKS")
    return {**os.environ, **({"UV_FIND_LINKS": links} if links else {})}


def run(command):
    """Run, and stop with its last lines when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=env(),
        cwd=str(ROOT),
    )
    if done.returncode:
        sys.exit(f"{Path(str(command[0])).name} không chạy được:\n" + done.stdout[-2000:])


def digest(lock):
    """A hash of a lock file."""
    return hashlib.sha256((ROOT / "requirements" / lock).read_bytes()).hexdigest()


def note(figures):
    """Keep figures for `make bench`."""
    path = ROOT / "var" / "figures.json"
    path.parent.mkdir(exist_ok=True)
    known = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps({**known, **figures}, indent=2))


if __name__ == "__main__":
    main()
