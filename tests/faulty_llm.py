"""A language model's server on the loopback address that does what a test has it do, byte by byte."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LONG = 20.0  # seconds that nothing here takes, however busy the machine


@dataclass
class Server:
    """`requests`: what was sent, head and body, and `times`: when. `go`: a script may wait for it."""

    url: str
    requests: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # the client has closed a connection that hung

    @property
    def bodies(self) -> list[dict[str, object]]:
        return [json.loads(request.partition("\r\n\r\n")[2]) for request in self.requests]


Script = Callable[[socket.socket, Server], None]


def response(body: bytes, status: str = "200 OK", kind: str = "text/event-stream", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def event(piece: object, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": piece}, "finish_reason": finish}
    return f"data: {json.dumps({'id': '1', 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n".encode()


def thought(piece: str, name: str = "reasoning", finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": "", name: piece}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]})}\n\n".encode()


def says(*parts: bytes) -> Script:
    """Sends these bytes, and closes."""

    def script(connection: socket.socket, server: Server) -> None:
        for part in parts:
            connection.sendall(part)

    return script


def writes(*pieces: str, end: str = "stop") -> Script:
    """A reply as it should be."""
    return says(response(b"".join(map(event, pieces)) + event("", end) + b"data: [DONE]\n\n"))


def refuses(status: str, message: str = "no", *headers: str, **error: str) -> Script:
    body = json.dumps({"error": {"message": message, **error}}).encode()
    return says(response(body, status, "application/json", *headers))


def hangs(*parts: bytes) -> Script:
    """Sends these bytes and then nothing, until the client goes."""

    def script(connection: socket.socket, server: Server) -> None:
        says(*parts)(connection, server)
        with suppress(ConnectionError):
            while connection.recv(1000):
                pass
        server.left.set()

    return script


def repeats(start: bytes, part: bytes, pause: float = 0.0) -> Script:
    """Sends without end, until the client goes."""

    def script(connection: socket.socket, server: Server) -> None:
        connection.sendall(start)
        try:
            while True:
                connection.sendall(part)
                time.sleep(pause)
        except ConnectionError:
            server.left.set()

    return script


def resets(*parts: bytes) -> Script:
    """Sends these bytes, waits for `go`, then resets the connection."""

    def script(connection: socket.socket, server: Server) -> None:
        says(*parts)(connection, server)
        server.go.wait(LONG)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


@contextmanager
def faulty(*scripts: Script) -> Iterator[Server]:
    """The server; each connection gets the next script, and the last again and again."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
    connections: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket, script: Script) -> None:
        with connection, suppress(OSError):
            if request := _request(connection):
                server.times.append(time.monotonic())
                server.requests.append(request)
                script(connection, server)

    def accept() -> None:
        for number in range(1000):
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connections.append(connection)
            threads.append(threading.Thread(target=serve, args=(connection, scripts[min(number, len(scripts) - 1)])))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        server.go.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def _request(connection: socket.socket) -> str:
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return ""
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().splitlines() if line.startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return (head + b"\r\n\r\n" + body).decode()
