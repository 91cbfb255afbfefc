"""A few at once, a few that wait, and nobody's turn is lost."""

import asyncio
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from app.web.waiting import WaitingRoom


@given(st.integers(1, 4), st.integers(0, 4), st.integers(1, 20), st.data())
def test_no_more_than_allowed_are_in_and_all_room_comes_back(
    at_once: int, waiting: int, comers: int, data: st.DataObject
) -> None:
    cancelled = data.draw(st.sets(st.integers(0, comers - 1)))

    async def go() -> None:
        room = WaitingRoom(at_once, waiting)
        inside, most, go_on = 0, 0, asyncio.Event()

        async def come() -> bool:
            nonlocal inside, most
            if not await room.enter():
                return False
            inside += 1
            most = max(most, inside)
            try:
                await go_on.wait()
            finally:
                inside -= 1
                room.leave()
            return True

        tasks = [asyncio.create_task(come()) for _ in range(comers)]
        for _ in range(3):
            await asyncio.sleep(0)
        assert inside == min(at_once, comers)
        assert sum(task.done() for task in tasks) == max(0, comers - at_once - waiting)
        for number in cancelled:
            tasks[number].cancel()
        await asyncio.sleep(0)
        go_on.set()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        assert most <= at_once
        assert all([await room.enter() for _ in range(at_once)])

    asyncio.run(go())
