"""Which BLAS a Python process computes with, for a benchmark to say."""
import ctypes
import os
import re


def loaded():
    """"OpenBLAS 0.3.21 SkylakeX, pthread" or the library's path; None if none is loaded."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = {line.split(None, 5)[5].strip() for line in maps if line.count("/") > 1}
    except OSError:
        return None
    for path in sorted(paths):
        if re.match(r"lib(open)?blas|libmkl_rt|libblis", os.path.basename(path)):
            return describe(path)
    return None


def describe(path):
    """OpenBLAS tells its version and the processor it was made for; others their path."""
    try:
        config = ctypes.CDLL(path).openblas_get_config
    except (OSError, AttributeError):
        return path
    config.restype = ctypes.c_char_p
    words = config().decode().split()
    kind = re.search(r"openblas-(\w+)", path)
    known = [word for word in words if "=" not in word and not word.isupper()]
    return " ".join(known) + (f", {kind[1]}" if kind else "")
