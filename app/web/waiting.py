"""Lets a few do something at once, and a few more wait for it."""

import asyncio

from app.words.catalogue import said

BUSY = said("problems.crowded")


class WaitingRoom:
    """`at_once` have a turn at the same time and `waiting` wait for one. For one event loop."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._room = at_once + waiting

    async def enter(self) -> bool:
        """Waits for a turn, which lasts until `leave`; False at once if there is no room to wait in."""
        if not self._room:
            return False
        self._room -= 1
        try:
            await self._turn.acquire()
        except BaseException:
            self._room += 1
            raise
        return True

    def leave(self) -> None:
        self._turn.release()
        self._room += 1
