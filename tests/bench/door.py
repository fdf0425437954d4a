"""Devices at a door: each keeps one connection and sends its requests one after the other as fast as they are answered.

Run as a process of its own, so that what it costs is not counted as the server's Python: reads a job as JSON, prints
what was answered.
"""

import json
import socket
import sys
import threading
import time
from typing import Any


def ask(port: int, token: str, bodies: list[str], deadline: float) -> dict[str, Any]:
    """Send until all is sent or the time is over: how many, their seconds each, what was answered."""
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = (
        f"POST /api/v1/scans HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\n"
    )
    seconds, bad = [], 0
    for body in bodies:
        begun = time.perf_counter()
        if begun > deadline:
            break
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = _answer(line)
        seconds.append(time.perf_counter() - begun)
        bad += not answer.startswith(b"HTTP/1.1 200") or b'"accepted"' not in answer
    line.close()
    return {"seconds": seconds, "bad": bad}


def _answer(line: socket.socket) -> bytes:
    answer = line.recv(1 << 20)
    head, found, body = answer.partition(b"\r\n\r\n")
    while not found:
        answer += line.recv(1 << 20)
        head, found, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(1 << 20)
    return head + body


def main() -> None:
    job = json.load(sys.stdin)
    results: list[dict[str, Any]] = []
    deadline = time.perf_counter() + job["for"]

    def device(token: str, bodies: list[str]) -> None:
        results.append(ask(job["port"], token, bodies, deadline))

    devices = [threading.Thread(target=device, args=pair) for pair in job["devices"]]
    begun = time.perf_counter()
    for one in devices:
        one.start()
    for one in devices:
        one.join()
    taken = time.perf_counter() - begun
    seconds = [second for result in results for second in result["seconds"]]
    print(json.dumps({"taken": taken, "seconds": seconds, "bad": sum(result["bad"] for result in results)}))


if __name__ == "__main__":
    main()
