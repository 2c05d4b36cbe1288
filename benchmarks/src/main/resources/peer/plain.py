"""A script without Scorebus: reads a topic, scores at most 500 messages at once, writes them to another.

    plain.py SERVERS INPUT OUTPUT COUNT NAME transactional|plain

`transactional`: scores and positions of each batch are one transaction. `plain`: the scores are flushed, then the positions committed,
and a crash in between writes scores twice.
"""

import json
import sys
from pathlib import Path

from confluent_kafka import Consumer, Producer

from model import Model

BATCH = 500


def main():
    servers, source, target, count, name, mode = sys.argv[1:]
    transactional = mode == "transactional"
    model = Model(Path(__file__).parent)
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": name,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    settings = {"bootstrap.servers": servers, "linger.ms": 0, "compression.type": "lz4", "batch.size": 131072}
    producer = Producer({**settings, "transactional.id": name} if transactional else settings)
    if transactional:
        producer.init_transactions()
    consumer.subscribe([source])
    left = int(count)
    while left > 0:
        messages = [each for each in consumer.consume(BATCH, 1.0) if each.error() is None]
        if not messages:
            continue
        if transactional:
            producer.begin_transaction()
        answers = model.scores([json.loads(each.value()) for each in messages])
        for message, answer in zip(messages, answers):
            producer.produce(target, json.dumps(answer), message.key(), partition=message.partition())
        if transactional:
            positions = [each for each in consumer.position(consumer.assignment()) if each.offset >= 0]
            producer.send_offsets_to_transaction(positions, consumer.consumer_group_metadata())
            producer.commit_transaction()
        else:
            producer.flush()
            consumer.commit(asynchronous=False)
        left -= len(messages)
    consumer.close()


if __name__ == "__main__":
    main()
