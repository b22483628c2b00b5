// Topic aliases towards the server, which MQTT.js sets, and towards the client, which the server sets.
import { input, Peer, scenario } from './scenario.mjs';

const { topic } = input;

scenario(async () => {
  const subscriber = await Peer.connect({ properties: { topicAliasMaximum: 2 } });
  const plain = await Peer.connect();
  for (const peer of [subscriber, plain]) await peer.subscribe(`${topic}/#`, { qos: 1 });
  const publisher = await Peer.connect({ autoAssignTopicAlias: true });
  const sent = [];
  publisher.client.on('packetsend', (packet) => packet.cmd === 'publish' && sent.push(packet));

  const expected = [];
  for (let round = 0; round < 3; round++) {
    for (const name of ['a', 'b', 'c']) {
      for (const qos of [0, 1]) {
        await publisher.publish(`${topic}/${name}`, `${name}${round}${qos}`, { qos });
        expected.push(`${topic}/${name}: ${name}${round}${qos}`);
      }
    }
  }

  const told = (messages) => messages.map((message) => `${message.topic}: ${message.payload}`);
  const aliasesOf = (packets) => [...new Set(packets.map((packet) => packet.properties?.topicAlias ?? 0))].sort();
  const withoutTopic = (packets) => packets.filter((packet) => packet.topic.length === 0).length;
  return {
    allowed: publisher.connack.properties.topicAliasMaximum,
    expected,
    received: told(await subscriber.take(expected.length)),
    receivedPlain: told(await plain.take(expected.length)),
    sentWithoutTopic: withoutTopic(sent),
    receivedWithoutTopic: withoutTopic(subscriber.publishes),
    receivedAliases: aliasesOf(subscriber.publishes),
    plainAliases: aliasesOf(plain.publishes),
  };
});
