"""Writing results: a file is there whole or not at all, however a run ends."""
import json
import os
import tempfile


def write(path, text, mode=0o644):
    """Replaces PATH by TEXT. What cannot be encoded is written as an escape."""
    replace_bytes(path, text.encode("utf-8", "backslashreplace"), mode)


def replace_bytes(path, data, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
        os.chmod(aside, mode)
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


def write_json(path, value, mode=0o644):
    write(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n", mode)


def read_json(path):
    """The value, or None where there is no such file or it is broken."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
