"""A slow line between browser and market: every byte waits its turn and travels half a round trip.

A proxy below HTTP, because Chromium's own throttling does not reach what a service worker fetches. It also counts:
bytes are what the browser received over the line, headers included.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

PIECE = 1460
"""Bytes of content in one packet; each packet also carries its address."""
ADDRESS = 40
WAITING_PIECES = 64


@dataclass
class Lane:
    """One direction: so many bits a second for all connections together, and the same delay for every packet."""

    kbit_per_second: float
    delay: float
    free_at: float = 0.0
    bytes_delivered: int = 0

    def arrival(self, size: int, now: float) -> float:
        """When a packet that is sent now arrives; the lane is taken until it has left."""
        self.free_at = max(self.free_at, now) + (size + ADDRESS) * 8 / (self.kbit_per_second * 1000)
        return self.free_at + self.delay


class SlowLink:
    """The line to one market. Runs in a thread of its own between `open` and `close`."""

    def __init__(self, target: int, *, kbit_per_second: float, round_trip: float) -> None:
        self.target = target
        self.round_trip = round_trip
        self.up = Lane(kbit_per_second, round_trip / 2)
        self.down = Lane(kbit_per_second, round_trip / 2)
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def open(self) -> None:
        self._thread.start()
        self._opened.wait()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connected, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._opened.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Shaking hands takes a round trip of its own."""
        await asyncio.sleep(self.round_trip)
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(
            _carry(reader, onward_writer, self.up),
            _carry(onward_reader, writer, self.down),
            return_exceptions=True,
        )


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lane: Lane) -> None:
    """Take packets from one side and hand them to the other when they have arrived."""
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WAITING_PIECES)
    delivery = asyncio.create_task(_deliver(under_way, writer, lane))
    with suppress(ConnectionError):
        while piece := await reader.read(PIECE):
            await under_way.put((lane.arrival(len(piece), loop.time()), piece))
    await under_way.put((loop.time(), b""))
    await delivery


async def _deliver(under_way: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter, lane: Lane) -> None:
    loop = asyncio.get_running_loop()
    with suppress(ConnectionError):
        while True:
            arrival, piece = await under_way.get()
            if not piece:
                break
            await asyncio.sleep(max(0.0, arrival - loop.time()))
            writer.write(piece)
            await writer.drain()
            lane.bytes_delivered += len(piece)
    writer.close()


@contextmanager
def slow_link(target: int, *, kbit_per_second: float = 400, round_trip: float = 0.4) -> Iterator[SlowLink]:
    """The line that the weight table of the interface is written for: 400 kbit/s, 400 ms there and back."""
    link = SlowLink(target, kbit_per_second=kbit_per_second, round_trip=round_trip)
    link.open()
    try:
        yield link
    finally:
        link.close()
