"""One script out of the modules in `source/`: joined in the order of their imports, minified.

The modules are plain ES modules of one folder: `import { a, b } from "./name.js";` on one line each
and `export` before a declaration. Joined, they share one scope, so every name at the top
of a module must be its own; the bundler refuses a second one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("source")
MOST_BYTES = 20 * 1024
"""The widget's budget, gzipped; a test keeps it."""

# The minifier is a Go library: in a process of its own, its runtime stays out of the server.
_MINIFIER = "import sys, minify; sys.stdout.write(minify.string(sys.argv[1], sys.stdin.read()))"
_ENTRY = "main.js"
_GENERATED = "built.js"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |let |class |function |async function )", re.MULTILINE)
_TOP = re.compile(r"^(?:const|let|class|function|async function)\s+([\w$]+)", re.MULTILINE)


class BundleError(Exception):
    """The modules cannot be joined; the message names the module."""


@dataclass(frozen=True)
class Bundle:
    """What is served: the script, the same gzipped, its ETag; the styles for browsers that cannot
    take them from the script.
    """

    script: bytes
    gzipped: bytes
    etag: str
    styles: bytes


def bundle(settings: Mapping[str, str | int], source: Path = SOURCE) -> Bundle:
    """The widget with these settings (days, links) put into it.

    Raises:
        BundleError: an import that leads nowhere, an unknown name, a name declared twice, or what
            is no JavaScript or CSS.

    """
    styles = _minified(
        "text/css", "".join(path.read_text("utf-8") for path in sorted(source.glob("*.css")))
    )
    built = (
        f"const STYLES = {json.dumps(styles, ensure_ascii=False)};\n"
        f"const SETTINGS = {json.dumps(settings, ensure_ascii=False, sort_keys=True)};\n"
    )
    joined = "".join(_joined(source, _ENTRY, built, {}).values())
    script = _minified("application/javascript", f'(()=>{{"use strict";\n{joined}}})();').encode()
    return Bundle(
        script=script,
        gzipped=gzip.compress(script, 9, mtime=0),
        etag=f'"{hashlib.sha256(script).hexdigest()[:20]}"',
        styles=styles.encode(),
    )


def _minified(kind: str, text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _MINIFIER, kind],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise BundleError(f"{kind}: {' '.join(reason)}")
    return done.stdout.decode()


def _joined(source: Path, name: str, built: str, done: dict[str, str]) -> dict[str, str]:
    """Module → its code without imports and exports, imported ones first."""
    if name in done:
        return done
    path = source / name
    if name != _GENERATED and not path.exists():
        raise BundleError(f"{name}: no such module")
    code = built if name == _GENERATED else path.read_text("utf-8")
    done[name] = ""  # a circle ends here; the order within it does not matter to functions
    for names, imported in _IMPORT.findall(code):
        _joined(source, imported, built, done)
        declared = set(_TOP.findall(done[imported])) if done[imported] else None
        for wanted in filter(None, (part.strip() for part in names.split(","))):
            if declared is not None and wanted not in declared:
                raise BundleError(f"{name}: {imported} does not declare {wanted}")
    code = _EXPORT.sub("", _IMPORT.sub("", code))
    taken = {top: other for other, text in done.items() for top in _TOP.findall(text)}
    for top in _TOP.findall(code):
        if top in taken:
            raise BundleError(f"{name}: {top} is declared in {taken[top]} too")
    del done[name]
    done[name] = code
    return done
