#!/usr/bin/env node
// Events of a tracker, as they are delivered: one message for each reader whom an event concerns, that is who does something
// to an issue and everyone who did before. A producer sends each with its reader as the key.
//
//     node deliver.js jira_events.jsonl.gz 1000
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { createGunzip } from 'node:zlib';

/** The messages of these events, in their order. */
export async function* deliveries(events) {
  const followers = new Map();
  for await (const event of events) {
    if (event.issue === undefined || event.actor === undefined) {
      continue;
    }
    const concerned = followers.get(event.issue) ?? new Set();
    followers.set(event.issue, concerned.add(event.actor));
    for (const reader of concerned) {
      yield { reader, ...event };
    }
  }
}

/** The events of a file of JSON lines, compressed or not. */
export async function* eventsOf(file) {
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    yield JSON.parse(line);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, most = '1000000'] = process.argv.slice(2);
  let left = Number(most);
  for await (const message of deliveries(eventsOf(file))) {
    if (left-- <= 0) {
      break;
    }
    console.log(JSON.stringify(message));
  }
}
