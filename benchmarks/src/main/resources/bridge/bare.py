"""What someone writes by hand in twenty minutes: one loop, no handshake, no errors, no cancel.

python3 bare.py json|echo SOCKET
"""

import json
import socket
import sys

mode, address = sys.argv[1:]
sock = socket.socket(socket.AF_UNIX)
sock.connect(address)
while True:
    head = sock.recv(4, socket.MSG_WAITALL)
    if not head:
        break
    frame = sock.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)
    if mode == "echo":
        sock.sendall(head + frame)
        continue
    call = json.loads(frame)
    replies = [{"value": 12.5} for message in call["messages"]]
    reply = {"type": "reply", "id": call["id"], "replies": replies}
    answer = json.dumps(reply, separators=(",", ":")).encode()
    sock.sendall(len(answer).to_bytes(4, "big") + answer)
