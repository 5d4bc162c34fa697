"""A server on the loopback with pages of 60 kB of words, no two alike: an archive has to pack each of them anew."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PAGES, PAGE_BYTES = 5000, 60_000
HOST = "127.0.0.77"
BODIES = 50  # that the server has ready; each answer gets a number of its own
TEXT = (
    "tuyên quang đồng tháp hà giang tiền giang xã phường thôn bản đường trường học sinh giáo viên bệnh viện mưa lũ "
    "khắc phục xây dựng nông thôn mới du lịch lễ hội cam sành lúa cá tra xuất khẩu doanh nghiệp hỗ trợ vốn dự án "
    "hội nghị đại biểu chủ tịch nghị quyết chính sách đất đai khiếu nại công an phòng chống cháy rừng giao thông"
)
SYLLABLES = TEXT.split()
HEAD = "<!doctype html><html><head><meta property='og:type' content='article'></head><body><h1>Tin số %010d</h1>"


def bodies() -> list[bytes]:
    """Pages of :data:`PAGE_BYTES` bytes with a place for a number."""
    chance = random.Random(5)
    made = []
    for _ in range(BODIES):
        words = " ".join(chance.choice(SYLLABLES) + chance.choice(("", ",", ".", "")) for _ in range(PAGE_BYTES))
        page = f"{HEAD}<article><p>{words}".encode()
        made.append(page[: PAGE_BYTES - 40].decode("utf-8", "ignore").encode() + b"</p></article></body></html>")
    return made


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ready: list[bytes]) -> None:
    """Keep-alive HTTP/1.1: a page for a number, 404 for anything else."""
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            number = request.split(b" ", 2)[1].removeprefix(b"/bai-").removesuffix(b".html")
            is_page = number.isdigit()
            body = ready[int(number) % BODIES].replace(b"%010d", number.zfill(10), 1) if is_page else b""
            head = f"HTTP/1.1 {'200 OK' if is_page else '404 Not Found'}\r\nContent-Type: text/html; charset=utf-8\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionResetError):
        pass
    writer.close()


async def stand() -> None:
    """Serve until killed; the port is the first line of the output."""
    ready = bodies()
    server = await asyncio.start_server(lambda reader, writer: answer(reader, writer, ready), HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await server.serve_forever()


@contextmanager
def server() -> Iterator[str]:
    """The server in a process of its own; its address."""
    with subprocess.Popen([sys.executable, "-m", "bench.local_server"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://{HOST}:{process.stdout.readline().strip()}"
        process.kill()


if __name__ == "__main__":
    asyncio.run(stand())
