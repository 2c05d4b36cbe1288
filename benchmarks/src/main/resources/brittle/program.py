"""Fails where a message's field `brittle` says so, as BrittleTrees does. Of the messages where that throws, every fifth ends
the process, each time; a batch is halved until such a message stands alone, and each half costs a start of Python."""

import os
import time
import zlib

import scorebus

app = scorebus.Program("brittle")


@app.score
def score(message, id):
    says = message.get("brittle", "")
    if says == "throws" and zlib.crc32(id.encode()) % 5 == 0:
        os._exit(86)
    if says in ("fails", "throws") or (says.startswith("until ") and time.time() * 1000 < int(says[6:])):
        raise scorebus.Retryable("the message says that the program fails")
    return message.get("team_size", 0)


if __name__ == "__main__":
    app.run()
