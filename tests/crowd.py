"""A receiver of very many webhooks at once: one that keeps some waiting, and counts."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread

PATIENCE_S = 60
_NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


class Crowd:
    """An HTTP server on loopback; what it is sent at a path that `is_slow` waits for `go_on`."""

    def __init__(self, is_slow: Callable[[str], bool] = lambda _: False) -> None:
        self._is_slow = is_slow
        self._news = Condition()
        self._come: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._may_answer = asyncio.Event()
        self._at_once = self.most_at_once = 0
        self._port = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def wait_for(self, are_there: Callable[[list[str]], bool]) -> list[str]:
        """The paths that have come, when they are all that is wanted."""
        with self._news:
            assert self._news.wait_for(lambda: are_there(self._come), PATIENCE_S), len(self._come)
            return list(self._come)

    def go_on(self) -> None:
        """Answer those that wait, and let no other wait."""
        self._loop.call_soon_threadsafe(self._may_answer.set)

    @contextmanager
    def listening(self) -> Iterator["Crowd"]:
        """Receive meanwhile."""
        server = self._loop.run_until_complete(
            asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=1024)
        )
        self._port = server.sockets[0].getsockname()[1]
        thread = Thread(target=self._loop.run_forever)
        thread.start()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            server.close()
            self._loop.run_until_complete(self._hang_up())
            self._loop.close()

    async def _hang_up(self) -> None:
        """Answer nobody any more."""
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        [length] = [
            int(line.partition(b":")[2])
            for line in head.lower().splitlines()
            if line.startswith(b"content-length:")
        ]
        await reader.readexactly(length)
        path = head.split(maxsplit=2)[1].decode()
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        with self._news:
            self._come.append(path)
            self._news.notify_all()
        if self._is_slow(path):
            await self._may_answer.wait()
        writer.write(_NO_CONTENT)
        self._at_once -= 1
        writer.close()
