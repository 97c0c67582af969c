"""fetch-mnist.sh against a server on this machine that fails in every way a mirror can."""
import functools
import gzip
import hashlib
import http.server
import os
import socket
import subprocess
import threading

import pytest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fetch-mnist.sh")
# Enough bytes, and random enough, that a truncated transfer has something to be resumed from.
CONTENT = {
    "images": b"".join(hashlib.sha256(bytes([i % 256, i // 256])).digest() for i in range(4000)),
    "labels": bytes(range(10)) * 100,
}
PACKED = {name: gzip.compress(content, mtime=0) for name, content in CONTENT.items()}
OTHER_PACKING = {name: gzip.compress(content, 0, mtime=0) for name, content in CONTENT.items()}
HALF = len(PACKED["images"]) // 2


class Mirror(http.server.BaseHTTPRequestHandler):
    """Serves /BEHAVIOUR/NAME.gz; what it was asked for is kept in server.requests."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        _, behaviour, file = self.path.split("/")
        content = PACKED[file[:-len(".gz")]]
        start = int(self.headers.get("Range", "bytes=0-")[len("bytes="):-1])
        self.server.requests.append((behaviour, file, start))
        getattr(self, behaviour)(content, start)

    def reply(self, content, start, length=None):
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start:][:length])

    def good(self, content, start):
        if start >= len(content):
            self.send_error(416)
        else:
            self.reply(content, start)

    def missing(self, content, start):
        self.send_error(404)

    def truncated(self, content, start):
        """Breaks off half way; sends the rest to whoever asks for it."""
        self.reply(content, start, None if start else len(content) // 2)

    def always_truncated(self, content, start):
        self.reply(content, start, 0 if start else len(content) // 2)

    def wrong(self, content, start):
        """A gzip file, whole, of something else."""
        self.good(gzip.compress(b"something else" * 1000), start)

    def garbage(self, content, start):
        self.good(b"<html>Please log in to the hotel's network</html>", start)

    def no_ranges(self, content, start):
        """A server that knows nothing of ranges always sends the whole."""
        self.reply(content, 0)

    def other_packing(self, content, start):
        """The same content, packed into other bytes: half of one does not fit half of another."""
        name = next(name for name, packed in PACKED.items() if packed == content)
        self.good(OTHER_PACKING[name], start)

    def hanging(self, content, start):
        self.server.released.wait(30)

    def stalling(self, content, start):
        self.reply(content, start, 10)
        self.wfile.flush()
        self.server.released.wait(30)


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
        server.requests = []
        server.released = threading.Event()
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.released.set()
        server.shutdown()


@pytest.fixture
def fetch(server, tmp_path):
    return functools.partial(run_fetch, server, tmp_path)


def refusing_address():
    """An address where nothing listens: a port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return "http://127.0.0.1:%d/refusing" % free.getsockname()[1]


def run_fetch(server, directory, *behaviours, path=os.environ["PATH"]):
    sums = directory / "sums"
    sums.write_text("".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n"
                            for name, content in CONTENT.items()))
    root = "http://127.0.0.1:%d" % server.server_address[1]
    mirrors = [refusing_address() if b == "refusing" else f"{root}/{b}" for b in behaviours]
    environment = dict(os.environ, MIRRORS=" ".join(mirrors), SUMS=str(sums), PATIENCE="1",
                       PATH=path, no_proxy="127.0.0.1")
    return subprocess.run([SCRIPT, str(directory / "data")], env=environment, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False)


def files(directory):
    return sorted(os.listdir(directory / "data"))


def assert_complete(result, directory):
    assert result.returncode == 0, result.stderr
    assert files(directory) == ["images.gz", "labels.gz"]
    for name, content in CONTENT.items():
        assert gzip.decompress((directory / "data" / f"{name}.gz").read_bytes()) == content


def test_good_mirror(fetch, tmp_path):
    assert_complete(fetch("good"), tmp_path)


@pytest.mark.parametrize("bad", ["missing", "refusing", "wrong", "garbage", "hanging", "stalling",
                                 "always_truncated"])
def test_falls_over_to_the_next_mirror(fetch, tmp_path, server, bad):
    assert_complete(fetch(bad, "good"), tmp_path)
    assert any(behaviour == "good" for behaviour, _, _ in server.requests)


@pytest.mark.parametrize("bad", ["missing", "refusing", "wrong", "garbage", "hanging"])
def test_says_what_to_do_by_hand_and_leaves_nothing(fetch, tmp_path, bad):
    result = fetch(bad)
    assert result.returncode == 1
    assert files(tmp_path) == []
    assert "By hand: get these files" in result.stderr
    assert "images.gz" in result.stderr and "labels.gz" in result.stderr
    assert f"{tmp_path}/data/" in result.stderr


@pytest.mark.parametrize("bad", ["hanging", "stalling"])
def test_silent_mirror_is_asked_once(fetch, tmp_path, server, bad):
    assert_complete(fetch(bad, "good"), tmp_path)
    assert sum(behaviour == bad for behaviour, _, _ in server.requests) == 1


def test_truncated_transfer_goes_on_where_it_ended(fetch, tmp_path, server):
    assert_complete(fetch("truncated"), tmp_path)
    assert ("truncated", "images.gz", HALF) in server.requests


def test_half_file_of_an_earlier_run_is_resumed(fetch, tmp_path, server):
    result = fetch("always_truncated")
    assert result.returncode == 1
    assert files(tmp_path) == ["images.gz.part", "labels.gz.part"]
    assert_complete(fetch("good"), tmp_path)
    assert ("good", "images.gz", HALF) in server.requests


@pytest.mark.parametrize("mirror", ["no_ranges", "other_packing"])
def test_half_file_that_does_not_fit_is_fetched_anew(fetch, tmp_path, server, mirror):
    assert_complete(fetch("always_truncated", mirror), tmp_path)
    assert (mirror, "images.gz", HALF) in server.requests
    assert (mirror, "images.gz", 0) in server.requests


def test_half_file_longer_than_the_whole_is_fetched_anew(fetch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "images.gz.part").write_bytes(bytes(len(PACKED["images"]) + 5))
    assert_complete(fetch("good"), tmp_path)


def test_whole_part_file_is_taken_as_it_is(fetch, tmp_path, server):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "images.gz.part").write_bytes(PACKED["images"])
    assert_complete(fetch("good"), tmp_path)
    assert all(file != "images.gz" for _, file, _ in server.requests)


def test_files_that_are_right_are_not_fetched(fetch, tmp_path, server):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "images").write_bytes(CONTENT["images"])
    (tmp_path / "data" / "labels.gz").write_bytes(PACKED["labels"])
    result = fetch("good")
    assert result.returncode == 0, result.stderr
    assert server.requests == []


def test_wrong_gzip_file_is_replaced(fetch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "images.gz").write_bytes(PACKED["images"][:-1])
    assert_complete(fetch("good"), tmp_path)


def test_wrong_plain_file_is_left_and_named(fetch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "images").write_bytes(b"mine")
    result = fetch("good")
    assert result.returncode == 1
    assert f"{tmp_path}/data/images: its SHA-256" in result.stderr
    assert (tmp_path / "data" / "images").read_bytes() == b"mine"


def test_without_curl_it_says_so(fetch, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname", "mkdir", "gzip", "sha256sum", "cut", "wc", "rm", "mv"):
        os.symlink(os.path.join("/usr/bin", tool), tools / tool)
    result = fetch("good", path=str(tools))
    assert result.returncode == 1
    assert "curl, which downloads files, is not installed" in result.stderr
    assert "By hand" in result.stderr
