// Frames of the bridge protocol: four bytes of length, then one JSON object, then perhaps 0x00 and an attachment.

export const LARGEST = 67_108_864;

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What the other side sent cannot be read; nothing after it can be either. */
export class BrokenFrame extends Error {}

/** The bytes of a frame whose payload is the given JSON text. */
export function frameOf(json) {
  const length = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(4 + length);
  frame.writeUInt32BE(length);
  frame.write(json, 4);
  return frame;
}

/** Takes bytes as they come, in pieces of any size, and gives whole frames. */
export class FrameReader {
  #pieces = [];
  #held = 0;
  #largest = LARGEST;

  set largest(bytes) {
    this.#largest = bytes;
  }

  /** Yields `{ frame, attachment }` for each frame that is complete. */
  *read(bytes) {
    this.#pieces.push(bytes);
    this.#held += bytes.length;
    while (this.#held >= 4) {
      const length = this.#front(4).readUInt32BE();
      if (length < 1 || length > this.#largest) {
        throw new BrokenFrame(`a frame of ${length} bytes; it may have 1 to ${this.#largest}`);
      }
      if (this.#held < 4 + length) {
        return;
      }
      const whole = this.#front(4 + length);
      this.#pieces = whole.length > 4 + length ? [whole.subarray(4 + length)] : [];
      this.#held -= 4 + length;
      yield parsed(whole.subarray(4, 4 + length));
    }
  }

  /** The pieces joined, when the first one has fewer than `wanted` bytes. */
  #front(wanted) {
    if (this.#pieces[0].length < wanted) {
      this.#pieces = [Buffer.concat(this.#pieces)];
    }
    return this.#pieces[0];
  }
}

function parsed(payload) {
  const end = payload.indexOf(0);
  const json = end < 0 ? payload : payload.subarray(0, end);
  let frame;
  try {
    frame = JSON.parse(text.decode(json));
  } catch (e) {
    throw new BrokenFrame(`a frame that is no JSON: ${e.message}`);
  }
  if (frame === null || typeof frame !== 'object' || typeof frame.type !== 'string') {
    throw new BrokenFrame('a frame that is no JSON object with a type');
  }
  return { frame, attachment: end < 0 ? undefined : payload.subarray(end + 1) };
}
