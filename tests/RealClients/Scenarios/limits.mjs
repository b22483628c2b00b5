// What client and server tell each other about their limits, and that both keep to it.
import { input, numbers, Peer, scenario } from './scenario.mjs';

const { topic } = input;

scenario(async () => {
  const publisher = await Peer.connect();
  const results = { server: publisher.connack.properties };

  // MQTT.js fails when it gets more QoS 2 messages than its receive maximum before it has released them.
  const few = await Peer.connect({ properties: { receiveMaximum: 3 } });
  let unreleased = 0;
  results.mostUnreleased = 0;
  few.client.on('packetreceive', ({ cmd }) => {
    if (cmd === 'publish') results.mostUnreleased = Math.max(results.mostUnreleased, ++unreleased);
  });
  few.client.on('packetsend', ({ cmd }) => cmd === 'pubcomp' && unreleased--);
  await few.subscribe(`${topic}/few`, { qos: 2 });
  await publisher.publishAll(`${topic}/few`, numbers(200), { qos: 2 });
  results.few = (await few.take(200)).map((message) => Number(message.payload));

  const small = await Peer.connect({ properties: { maximumPacketSize: 200 } });
  await small.subscribe(`${topic}/small`, { qos: 1 });
  for (const length of [100, 300, 101]) await publisher.publish(`${topic}/small`, 'x'.repeat(length), { qos: 1 });
  results.small = (await small.take(2)).map((message) => message.payload.length);

  const nameless = await Peer.connect({ clientId: '' });
  results.assigned = nameless.connack.properties.assignedClientIdentifier;
  results.longestKeepAlive = (await Peer.connect({ keepalive: 0 })).connack.properties.serverKeepAlive;
  results.brief = await obey(input.briefUrl);
  return results;
});

/** MQTT.js asks for a minute and is given a second, with packets of 1,000 bytes. */
async function obey(url) {
  const brief = await Peer.connect({ url, keepalive: 60 });
  const { serverKeepAlive, maximumPacketSize } = brief.connack.properties;
  for (let pings = 0; pings < 2; ) {
    const [packet] = await brief.event('packetreceive');
    if (packet.cmd === 'pingresp') pings++;
  }

  const told = brief.event('disconnect');
  brief.client.publish(`${topic}/long`, 'x'.repeat(1000), { qos: 0 });
  return { serverKeepAlive, maximumPacketSize, reasonOfTooLong: (await told)[0].reasonCode };
}
