// Clients of both versions subscribe and leave; then everything is published that their sessions are to keep.
import { input, numbers, Peer, scenario } from './scenario.mjs';
import { sessions, topics } from './sessions.mjs';

scenario(async () => {
  for (const options of sessions) {
    const peer = await Peer.connect(options);
    for (const { topic, qos } of topics) await peer.subscribe(topic, { qos });
    await peer.subscribe(`${input.topic}/0`, { qos: 0 });
    await peer.end();
  }

  // The last of each topic is retained, too: sessions get it once, as the message that it is.
  const publisher = await Peer.connect({ version: 5 });
  for (const { topic, qos } of topics) {
    await publisher.publishAll(topic, numbers(input.count), { qos });
    await publisher.publish(topic, 'last', { qos, retain: true });
  }
  await publisher.publish(`${input.topic}/0`, 'at most once', { qos: 0 });
  await publisher.end();
});
