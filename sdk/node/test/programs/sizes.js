// Takes several calls at once, and messages that are no JSON: says of each message how large it is.
import { program } from 'scorebus';

program('sizes', { binary: true, concurrency: 4 })
  .score(async ({ message }) => {
    await new Promise((resume) => { setImmediate(resume); });
    return Buffer.isBuffer(message) ? { bytes: [...message] } : { json: JSON.stringify(message) };
  })
  .run();
