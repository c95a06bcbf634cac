"""A broker that delivers everything twice: each message is put into its queue once more.

Redis tells a MONITOR of every command as it is carried out, so the second message comes a few
milliseconds after the first, while another process works on that.
"""

from __future__ import annotations

import json
import socket
import threading
import uuid
from collections import Counter
from contextlib import suppress
from types import TracebackType

import redis

from tests.faults.stage import Stage

PUT = ["LPUSH", "tracker"]  # and every queue whose name begins so


class Echo(threading.Thread):
    """Runs inside `with`; `told` counts the echoes by the name of the task."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(daemon=True)
        self.told: Counter[str] = Counter()
        self._ours: set[str] = set()
        self._client = stage.valkey()
        self._ear = socket.create_connection(("127.0.0.1", stage.broker.port))
        self._ear.sendall(f"AUTH {stage.broker.password}\r\nMONITOR\r\n".encode())

    def __enter__(self) -> Echo:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ear.shutdown(socket.SHUT_RDWR)
        self.join(10)
        self._ear.close()
        self._client.close()

    def run(self) -> None:
        with suppress(OSError, redis.ConnectionError), self._ear.makefile("rb") as lines:
            for line in lines:
                words = words_of(line.decode())
                if len(words) == 3 and words[0].upper() == PUT[0] and words[1].startswith(PUT[1]):
                    self._again(words[1], json.loads(words[2]))

    def _again(self, queue: str, message: dict[str, dict[str, str]]) -> None:
        if message["properties"]["delivery_tag"] in self._ours:
            return
        tag = str(uuid.uuid4())  # the broker's own; the task's id stays the same
        self._ours.add(tag)
        message["properties"]["delivery_tag"] = tag
        self._client.lpush(queue, json.dumps(message))
        self.told[message["headers"]["task"].rpartition(".")[2]] += 1


def words_of(line: str) -> list[str]:
    """The words of a command as MONITOR tells them, each in quotes like JSON's."""
    _, quote, rest = line.rstrip("\r\n").partition('"')
    decoder, text, words, place = json.JSONDecoder(), quote + rest, [], 0
    while place < len(text) and text[place] == '"':
        try:
            word, place = decoder.raw_decode(text, place)
        except ValueError:  # \x.., which no message of ours has
            return []
        words.append(word)
        place += 1
    return words
