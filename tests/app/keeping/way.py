"""A way to the database that can be shut, and on which everything can be held up, as if the server were frozen."""

import select
import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PASSWORD = "not to be told"


class Way:
    """Listens on a port of 127.0.0.1; passes on what comes to the server of this URL, which has a socket in a folder."""

    def __init__(self, url: str) -> None:
        [folder] = parse_qs(urlsplit(url).query)["host"]
        self._socket = str(next(Path(folder).glob(".s.PGSQL.*[0-9]")))
        self._going = threading.Event()
        self._ends: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._port = 0
        self.open()

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self._port}/postgres"

    @property
    def server(self) -> str:
        """As it may be told."""
        return f"127.0.0.1:{self._port}/postgres"

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        self._going.set()
        threading.Thread(target=self._take, args=[self._listener], daemon=True).start()

    def shut(self) -> None:
        """Ends all that is under way; nobody gets through any more."""
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()
        self._going.set()

    def hold_up(self) -> None:
        """Lets nothing through, and ends nothing."""
        self._going.clear()

    def go_on(self) -> None:
        self._going.set()

    def _take(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._socket)
                self._ends += [client, server]
                threading.Thread(target=self._pass_on, args=[client, server], daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        with client, server, suppress(OSError):
            while True:
                for end in select.select([client, server], [], [])[0]:
                    data = end.recv(65_536)
                    self._going.wait()
                    if not data:
                        return
                    (server if end is client else client).sendall(data)
