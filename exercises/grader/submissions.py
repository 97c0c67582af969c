"""What students hand in: folders and archives, read as data.

Nothing is unpacked and no name that a student chose is ever opened or written: a folder is walked
without following links, an archive is read member by member in memory, and what comes out is a
map from names to bytes, with a sentence for everything that was left out. All sizes and counts
have limits, so that an archive that unpacks to a terabyte costs as little as any other.
"""
import bz2
import gzip
import hashlib
import io
import lzma
import os
import re
import stat
import tarfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LARGEST = 1 << 18     # bytes of a file; a long chapter's file has 20,000
KEPT = 1 << 23        # bytes of all files together
UNPACKED = 1 << 26    # bytes that are read out of one archive
ARCHIVE = 1 << 25     # bytes of an archive
ENTRIES = 3000        # files and folders
DEPTH = 16            # folders in folders
MEMORY = 3 << 29      # address space while an archive is read
SAID = 20             # sentences about one submission
SUFFIXES = re.compile(r"\.(zip|tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz)|7z|rar|tar\.zst|gz)$", re.I)
OTHER_ARCHIVES = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!\x1a\x07": "RAR", b"\x28\xb5\x2f\xfd": "zstd"}
UNPACKERS = {b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream), b"BZh": bz2.BZ2File,
             b"\xfd7zXZ\x00": lzma.LZMAFile}
LITTER = {"__MACOSX", ".git", ".svn", ".vscode", ".idea", ".DS_Store", "Thumbs.db"}
# Of a whole handout that comes back only exercises/ counts; these hold what was given.
GIVEN = {"build", "chapters", "common", "solutions", "book", "datasets"}


@dataclass(frozen=True)
class Entry:
    """One submission, not yet read."""
    path: Path
    name: str       # as shown, in plain Unicode
    id: str         # a file name for its results: ASCII, unique


@dataclass
class Submission:
    files: dict = field(default_factory=dict)  # shown name, with /, -> bytes
    too_large: dict = field(default_factory=dict)  # shown name -> size in bytes
    problems: list = field(default_factory=list)
    entries: int = 0

    @property
    def digest(self):
        """Of all that grading depends on."""
        whole = hashlib.sha256()
        for name in sorted(self.files):
            whole.update(f"{name}\0{len(self.files[name])}\0".encode("utf-8"))
            whole.update(self.files[name])
        whole.update("\0".join([*sorted(self.too_large), *self.problems]).encode("utf-8"))
        return whole.hexdigest()

    def complain(self, sentence):
        if len(self.problems) < SAID:
            self.problems.append(sentence)
        elif len(self.problems) == SAID:
            self.problems.append("and more of the kind")

    def keep(self, name, data):
        if name in self.files:
            self.complain(f"{name} is there twice: the first is taken")
        elif sum(map(len, self.files.values())) + len(data) > KEPT:
            self.complain(f"{name} is not read: with it the files have more than {KEPT >> 20} MB")
        else:
            self.files[name] = data

    def refuse_size(self, name, size):
        self.too_large[name] = size
        self.complain(f"{name} is not read: it has {size:,} bytes, at most {LARGEST:,} are")

    def counted(self):
        """Whether one more entry may be looked at."""
        self.entries += 1
        if self.entries == ENTRIES + 1:
            self.complain(f"there are more than {ENTRIES} files: the others are not looked at")
        return self.entries <= ENTRIES


def shown(name):
    """A name as it may be shown and written anywhere: no control characters, valid Unicode."""
    raw = name if isinstance(name, bytes) else os.fsencode(name) if is_encodable(name) else \
        name.encode("utf-8", "backslashreplace")
    text = raw.decode("utf-8", "backslashreplace")
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return text if len(text) <= 200 else text[:197] + "..."


def is_encodable(name):
    try:
        os.fsencode(name)
        return True
    except UnicodeEncodeError:
        return False


# ---- the folder of submissions ---------------------------------------------------------------

def find(folder):
    """(Entries in order, sentences about what is no submission)."""
    entries, strays, taken = [], [], set()
    for item in sorted(os.scandir(folder), key=lambda item: os.fsencode(item.name)):
        if item.name.startswith("."):
            continue
        name = shown(item.name)
        if item.is_symlink():
            strays.append(f"{name} is a link: not followed")
        elif not (item.is_dir(follow_symlinks=False) or is_archive(item)):
            strays.append(f"{name} is neither a folder nor an archive: not graded")
        else:
            entries.append(Entry(Path(item.path), name, unique_id(item.name, name, taken)))
    return entries, strays


def is_archive(item):
    return item.is_file(follow_symlinks=False) and (bool(SUFFIXES.search(item.name)) or
                                                    zipfile.is_zipfile(item.path))


def unique_id(raw, name, taken):
    """ASCII, a safe name of a file, and no other submission's, be it in another case."""
    plain = SUFFIXES.sub("", name)
    found = re.sub(r"[^A-Za-z0-9._-]+", "_", plain)[:60].lstrip(".-")
    if found != plain or found.casefold() in taken:
        found += "-" + hashlib.sha256(os.fsencode(raw)).hexdigest()[:8]
    taken.add(found.casefold())
    return found


# ---- one submission --------------------------------------------------------------------------

def read(path):
    """The Submission of a folder or an archive. Whatever is wrong with it is in its problems."""
    submission = Submission()
    try:
        path = only_archive(path) or path
        if os.path.isdir(path) and not os.path.islink(path):
            read_folder(submission, os.fsencode(path))
        else:
            with little_memory():
                read_archive(submission, path)
    except MemoryError:
        submission.complain("the archive is not read on: it needs too much memory")
    except Exception as error:  # pylint: disable=broad-except
        # Archives are broken in more ways than their readers have exceptions for.
        submission.complain(f"cannot be read on: {type(error).__name__}: {shown(str(error))}")
    return submission


def only_archive(path):
    """The archive that is all there is in a folder, or None."""
    items = [item for item in os.scandir(path) if item.name not in LITTER] if os.path.isdir(path) else []
    if len(items) == 1 and SUFFIXES.search(items[0].name) and items[0].is_file(follow_symlinks=False) \
            and items[0].stat(follow_symlinks=False).st_nlink == 1:
        return items[0].path
    return None


@contextmanager
def little_memory():
    """A broken archive may ask for any amount of memory: it gets MemoryError."""
    try:
        import resource  # pylint: disable=import-outside-toplevel
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, before[1]))
    except (ImportError, ValueError, OSError):  # a lower limit holds, or there is none such
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def read_folder(submission, folder, above="", depth=0):
    for item in sorted(os.scandir(folder), key=lambda item: item.name):
        name = above + shown(item.name)
        if shown(item.name) in LITTER or not submission.counted():
            continue
        mode = item.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            if depth == DEPTH:
                submission.complain(f"{name} lies too deep: not looked at")
            else:
                read_folder(submission, item.path, name + "/", depth + 1)
        elif stat.S_ISREG(mode):
            read_file(submission, item, name)
        else:
            submission.complain(f"{name} is {kind_of(mode)}: not read")


def read_file(submission, item, name):
    """The file may have been swapped since it was listed: what is opened decides."""
    try:
        handle = os.open(item.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        submission.complain(f"{name} cannot be opened: {error.strerror}")
        return
    with open(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            submission.complain(f"{name} is {kind_of(status.st_mode)}: not read")
        elif status.st_nlink > 1:
            submission.complain(f"{name} is a hard link, maybe to another's file: not read")
        elif status.st_size > LARGEST:
            submission.refuse_size(name, status.st_size)
        else:
            submission.keep(name, stream.read(LARGEST))


def kind_of(mode):
    for test, kind in ((stat.S_ISLNK, "a link"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"),
                       (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device")):
        if test(mode):
            return kind
    return "no ordinary file"


# ---- archives --------------------------------------------------------------------------------

def read_archive(submission, path):
    size = os.stat(path).st_size
    if size > ARCHIVE:
        submission.complain(f"the archive is not read: it has {size:,} bytes, at most {ARCHIVE:,} are")
        return
    with open(path, "rb") as stream:
        start = stream.read(512)
        stream.seek(0)
        other = next((kind for magic, kind in OTHER_ARCHIVES.items() if start.startswith(magic)), None)
        if other:
            submission.complain(f"{other} archives are not read: zip and tar are")
        elif zipfile.is_zipfile(stream):
            stream.seek(0)
            read_zip(submission, stream)
        else:
            stream.seek(0)
            unpacker = next((u for magic, u in UNPACKERS.items() if start.startswith(magic)), None)
            read_tar(submission, Counted(unpacker(stream) if unpacker else stream))


class Counted(io.RawIOBase):
    """A stream that ends with an error once too much has come out of it."""

    def __init__(self, stream):
        super().__init__()
        self.stream, self.left = stream, UNPACKED

    def readable(self):
        return True

    def read(self, size=-1):
        data = self.stream.read(min(size if size >= 0 else self.left + 1, self.left + 1))
        self.left -= len(data)
        if self.left < 0:
            raise ValueError(f"it unpacks to more than {UNPACKED >> 20} MB")
        return data


def member_name(submission, raw):
    """The name in plain form, or None where it points elsewhere or is litter."""
    parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]
    if raw.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", raw):
        submission.complain(f"{shown(raw)} points out of the archive: not read")
        return None
    if not parts or LITTER & set(parts) or parts[-1].startswith("._"):
        return None
    if len(parts) > DEPTH:
        submission.complain(f"{shown('/'.join(parts))} lies too deep: not read")
        return None
    return "/".join(map(shown, parts))


def read_zip(submission, stream):
    left = UNPACKED
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if not submission.counted():
                return
            name, mode = member_name(submission, info.filename), info.external_attr >> 16
            if name is None or info.is_dir():
                continue
            if mode and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
                submission.complain(f"{name} is {kind_of(mode)}: not read")
            elif info.file_size > LARGEST:
                submission.refuse_size(name, info.file_size)
            elif left <= 0:
                submission.complain(f"{name} is not read: the archive unpacks to too much")
            else:
                data = zip_member(submission, archive, info, name)
                left -= len(data or b"")


def zip_member(submission, archive, info, name):
    """Its bytes; the size in its header may be a lie."""
    try:
        with archive.open(info) as member:
            data = member.read(LARGEST + 1)
    except MemoryError:
        raise
    except Exception as error:  # pylint: disable=broad-except
        submission.complain(f"{name} cannot be read: {shown(str(error))}")
        return None
    if len(data) > LARGEST:
        submission.refuse_size(name, len(data))
    else:
        submission.keep(name, data)
    return data


def read_tar(submission, stream):
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            if not submission.counted():
                return
            name = member_name(submission, info.name)
            if name is None or info.isdir():
                continue
            if not info.isreg():
                kind = "a link" if info.issym() or info.islnk() else "no ordinary file"
                submission.complain(f"{name} is {kind}: not read")
            elif info.size > LARGEST:
                submission.refuse_size(name, info.size)
            else:
                submission.keep(name, archive.extractfile(info).read(LARGEST))
