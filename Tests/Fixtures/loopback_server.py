"""A server on the loopback interface that behaves in the ways of good and of bad servers of files.

`python3 loopback_server.py FILE` serves one file, prints its port and ends with its standard input. Paths, each followed
by any name: `/plain/` answers whole files and ranges; `/whole/` knows no ranges; `/cut/N/` closes the connection after
N bytes of the file; `/declares/N/` declares N bytes; `/stream/` declares no size; `/endless/` never ends; `/shifted/`
answers another range than was asked for; `/loop/` redirects to itself; `/away/` redirects to `/plain/`;
`/status/N/` answers with that status.
"""

from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONTENT = Path(sys.argv[1]).read_bytes()


class Handler(BaseHTTPRequestHandler):
    """One request; HTTP/1.0, so that the connection's end is the answer's."""

    def do_GET(self) -> None:
        """Answers as the path's first component says."""
        kind, *rest = self.path.strip("/").split("/")
        number = int(rest[0]) if rest and rest[0].isdigit() else 0
        start = self.range_start()
        if kind == "plain":
            self.send(CONTENT[start:], start)
        elif kind == "whole":
            self.send(CONTENT, 0)
        elif kind == "cut":
            self.send(CONTENT[start:], start, limit=number)
        elif kind == "declares":
            self.send(CONTENT[:number], 0, declared=number)
        elif kind == "stream":
            self.send(CONTENT, 0, declared=None)
        elif kind == "endless":
            self.answer(200, {})
            while True:
                self.wfile.write(bytes(65536))
        elif kind == "shifted":
            self.send(CONTENT[start + 1 :], start + 1 if start else 0)
        elif kind == "loop":
            self.answer(302, {"Location": self.path})
        elif kind == "away":
            self.answer(302, {"Location": "/plain/file"})
        else:
            self.answer(number or 404, {"Content-Length": "0"})

    def range_start(self) -> int:
        """The first byte that is asked for; past the end it is an error of the client."""
        asked = self.headers.get("Range", "")
        return int(asked.removeprefix("bytes=").rstrip("-")) if asked.startswith("bytes=") else 0

    def send(self, body: bytes, start: int, declared: int | None = -1, limit: int | None = None) -> None:
        """Sends the file from `start` on; `declared` is the size to claim, `limit` the most bytes to send."""
        if start >= len(CONTENT):
            self.answer(416, {"Content-Range": f"bytes */{len(CONTENT)}", "Content-Length": "0"})
            return
        headers = {} if declared is None else {"Content-Length": str(len(body) if declared == -1 else declared)}
        if start > 0:
            headers["Content-Range"] = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        self.answer(206 if start > 0 else 200, headers)
        self.wfile.write(body if limit is None else body[:limit])

    def answer(self, status: int, headers: dict[str, str]) -> None:
        """The status line and the headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: tests look at what the client says."""


class Server(ThreadingHTTPServer):
    """A server that says nothing about clients that hang up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing."""


def main() -> None:
    """Serves until standard input ends."""
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
