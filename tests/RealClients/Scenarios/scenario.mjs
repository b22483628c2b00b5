// What every scenario needs: its input, MQTT.js as a peer that can be waited for, and a way to tell the test what it saw.
import mqtt from 'mqtt';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Of the test, which wrote it as JSON. Always: `versions` or `version`, `topic`, `ca`. */
export const input = JSON.parse(process.argv[2]);

/** Turns what never comes into a failure that says what it was; the test itself waits longer. */
const patienceMs = 30_000;

/** Tells the test something; the last that is told is the result. */
export const tell = (value) => console.log(JSON.stringify(value));

/** Plays a scenario: what it returns is its result, and what it throws makes the script fail. */
export async function scenario(play) {
  try {
    tell((await play()) ?? null);
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/** One MQTT.js client. It listens before it connects: a server sends what a session is owed behind its CONNACK. */
export class Peer {
  /** Messages that came and were not taken. */
  messages = [];
  /** PUBLISH packets as they came over the wire. */
  publishes = [];

  constructor(options = {}) {
    const { url = input.url, version = input.version, ...rest } = options;
    this.client = mqtt.connect(url, {
      protocolVersion: version,
      clientId: `${input.topic}-${Math.random().toString(36).slice(2)}`,
      reconnectPeriod: 0,
      ca: input.ca && readFileSync(input.ca),
      ...rest,
    });
    this.client.on('message', (topic, payload, packet) => {
      this.messages.push({ topic, payload: payload.toString(), qos: packet.qos, retain: packet.retain, properties: packet.properties });
      this.client.emit('taken in');
    });
    this.client.on('packetreceive', (packet) => packet.cmd === 'publish' && this.publishes.push(packet));
  }

  static async connect(options) {
    const peer = new Peer(options);
    await peer.connected();
    return peer;
  }

  async connected() {
    if (this.client.connected) return;
    [this.connack] = await this.event('connect');
  }

  /** The arguments of the next event of that name; rejects on an error. */
  event(name) {
    return inTime(once(this.client, name), `the event ${name}`);
  }

  /** That many messages in the order in which they came. */
  async take(count) {
    await this.until(() => this.messages.length >= count, () => `${count} messages, has ${this.messages.length}`);
    return this.messages.splice(0, count);
  }

  async next() {
    return (await this.take(1))[0];
  }

  /** All messages before the one with that payload, which is taken too: behind it nothing is to come. */
  async takeUntil(payload) {
    const at = () => this.messages.findIndex((message) => message.payload === payload);
    await this.until(() => at() >= 0, () => `the message '${payload}', has ${this.messages.length}`);
    return this.messages.splice(0, at() + 1).slice(0, -1);
  }

  async until(reached, what) {
    await inTime((async () => {
      while (!reached()) await once(this.client, 'taken in');
    })(), what);
  }

  subscribe(filter, options) {
    return this.client.subscribeAsync(filter, options);
  }

  publish(topic, payload, options) {
    return this.client.publishAsync(topic, payload, options);
  }

  /** Many messages, a window of them on their way at a time: MQTT.js itself does not heed the server's receive maximum. */
  async publishAll(topic, payloads, options, window = 100) {
    const left = payloads.values();
    const publishTheRest = async () => {
      for (const payload of left) await this.publish(topic, payload, options);
    };
    await inTime(Promise.all(Array.from({ length: window }, publishTheRest)), 'acknowledgements');
  }

  end(...reason) {
    return this.client.endAsync(false, ...reason);
  }

  /** The connection is gone as with a device that lost its power: without a DISCONNECT. */
  async destroy() {
    const closed = this.event('close');
    this.client.stream.destroy();
    await closed;
  }
}

/** 0, 1, 2, … as texts. */
export const numbers = (count) => Array.from({ length: count }, (_, i) => `${i}`);

async function inTime(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not in time: ${typeof what === 'function' ? what() : what}`)), patienceMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
