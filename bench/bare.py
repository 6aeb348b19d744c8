"""The yardstick: a bare ASGI handler that parses JSON and appends the body to the same kind of store, nothing else."""

import asyncio
import sys

import orjson
import redis.asyncio as redis
import uvicorn

STORE = redis.Redis(unix_socket_path=sys.argv[1])


async def application(scope, receive, send):
    """Read, parse, append, answer 202."""
    if scope["type"] != "http":
        return
    body = b""
    while True:
        part = await receive()
        body += part.get("body", b"")
        if not part.get("more_body"):
            break
    message = orjson.loads(body)
    await STORE.rpush("bare", body)
    answer = orjson.dumps({"messageId": message["messageId"]})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 202, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    server = uvicorn.Server(
        uvicorn.Config(
            application, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False
        )
    )
    asyncio.run(server.serve())
