"""What goes into an archive, and archives whose bytes depend on nothing but what is in them."""
import gzip
import io
import tarfile
import zipfile

from compiling import HARNESS
from exercises_lib import EXERCISES, ROOT
from files import replace_bytes

TOOLS = ("debug_information.py", "find-python", "setup.sh", "valgrind.supp")
LEFT_OUT = ("test_", "fuzz_", "main.")
EXECUTABLE = (".sh", "find-python", "run_autograder", ".py")


def chapters_up_to(number):
    return [path for path in sorted((ROOT / "chapters").glob("[0-9]*/Makefile"))
            if int(path.parent.name[:2]) <= number]


def code_of(folder):
    return [path for path in sorted(folder.glob("*.[ch]")) if not path.name.startswith(LEFT_OUT)]


def linked_with(number):
    """{path in the project: bytes} of what exercises up to chapter NUMBER are linked with."""
    makefiles = chapters_up_to(number)
    files = [ROOT / "LICENSE", *sorted((ROOT / "chapters").glob("*.mk")), *makefiles,
             *(ROOT / "common" / "tools" / name for name in TOOLS), HARNESS / "library.mk"]
    for folder in (ROOT / "common", HARNESS, *(path.parent for path in makefiles)):
        files += code_of(folder)
    return read(files)


def read(paths):
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in paths}


def python_of(folder, without=()):
    """The modules of exercises/FOLDER, without their tests."""
    return read(path for path in sorted((EXERCISES / folder).glob("*.py"))
                if not path.name.startswith("test_") and path.name not in without)


def mode_of(name):
    return 0o755 if name.endswith(EXECUTABLE) else 0o644


def write_tar(path, top, files):
    """FILES below the folder TOP."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as stream, \
            tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in sorted(files.items()):
            info = tarfile.TarInfo(f"{top}/{name}")
            info.size, info.mode = len(data), mode_of(name)
            archive.addfile(info, io.BytesIO(data))
    replace_bytes(path, packed.getvalue())


def write_zip(path, files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr, info.compress_type = (0o100000 | mode_of(name)) << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    replace_bytes(path, packed.getvalue())
