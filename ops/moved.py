"""Points the scripts of .venv at the checkout's present folder: `python ops/moved.py /path/to/checkout`.

`python -m` works in a moved environment, the scripts in .venv/bin do not. Making it anew would need the network.
Standard library only: it runs before anything is installed.
"""

import sys
from pathlib import Path


def main(checkout: str) -> None:
    """Rewrite what names the former folder, then remember the present one."""
    environment = Path(checkout, ".venv")
    memory = environment / "checkout"
    former = memory.read_text("utf-8").strip() if memory.exists() else ""
    for script in (environment / "bin").iterdir():
        if script.is_symlink() or not script.is_file() or script.stat().st_size > 65536:
            continue
        content = script.read_bytes()
        if content.startswith(b"#!") and b"python" in content.split(b"\n", 2)[0] + content.split(b"\n", 2)[1]:
            script.write_bytes(with_launcher(content, environment))
        elif former and former.encode() in content:  # activate and its like
            script.write_bytes(content.replace(former.encode(), checkout.encode()))
    memory.write_text(checkout + "\n", "utf-8")


def with_launcher(content: bytes, environment: Path) -> bytes:
    """The script with first lines that start it by sh, because `#!` allows neither spaces nor long paths."""
    lines = content.split(b"\n")
    body = lines[3:] if lines[0] == b"#!/bin/sh" else lines[1:]
    launcher = f"#!/bin/sh\n'''exec' \"{environment}/bin/python\" \"$0\" \"$@\"\n' '''".encode()
    return b"\n".join([launcher, *body])


if __name__ == "__main__":
    main(sys.argv[1])
