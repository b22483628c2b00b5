// Many messages at each QoS from one client to another.
import { input, numbers, Peer, scenario } from './scenario.mjs';

scenario(async () => {
  const subscriber = await Peer.connect({ url: input.to, version: input.toVersion });
  const publisher = await Peer.connect({ url: input.from, version: input.fromVersion });
  const results = [];
  for (const qos of [0, 1, 2]) {
    const topic = `${input.topic}/${qos}`;
    const granted = await subscriber.subscribe(topic, { qos });
    await publisher.publishAll(topic, numbers(input.count), { qos });
    await publisher.publish(topic, 'end', { qos });
    const messages = await subscriber.takeUntil('end');
    results.push({
      qos,
      granted: granted[0].qos,
      payloads: messages.map((message) => Number(message.payload)),
      receivedAt: [...new Set(messages.map((message) => message.qos))],
      topics: [...new Set(messages.map((message) => message.topic))],
    });
  }
  return results;
});
