// What the server refuses, and how MQTT.js learns of it.
import { input, Peer, scenario } from './scenario.mjs';

const { topic, version } = input;

/** The reason code of a refusal; 0 for none. */
const codeOf = (promise) => promise.then(() => 0, (error) => error.code ?? error.packet?.granted?.[0] ?? `${error}`);

scenario(async () => {
  const standard = await Peer.connect({ url: input.standardUrl });
  const open = await Peer.connect();
  const watcher = await Peer.connect();
  await watcher.subscribe('#', { qos: 2 });
  const results = {
    badTopic: [],
    unknownDevice: await codeOf(standard.publish('sectors/agriculture/nowhere/nobody/telemetry', '{"soil_moisture":1}', { qos: 1 })),
    notJson: await codeOf(standard.publish(input.telemetry, 'soil', { qos: 1 })),
    reading: await codeOf(standard.publish(input.telemetry, '{"soil_moisture":31.2}', { qos: 1 })),
    command: await codeOf(standard.publish(`${topic}/open`, 'now', { qos: 1 })),
    system: await codeOf(standard.publish('$SYS/broker/uptime', '0', { qos: 1 })),
    deniedPublish: await codeOf(open.publish('denied/a', 'x', { qos: 1 })),
    deniedSubscribe: await codeOf(open.subscribe('denied/+', { qos: 1 })),
    partlyDenied: await codeOf(open.subscribe(['denied/a', `${topic}/x`], { qos: 1 })),
    deepFilter: await codeOf(open.subscribe('a/'.repeat(200), { qos: 1 })),
  };
  for (const qos of [1, 2]) results.badTopic.push(await codeOf(standard.publish('bad/topic', 'x', { qos })));

  // A subscription beside a refused one stands, and the connections do.
  await open.publish(`${topic}/x`, 'still here', { qos: 1 });
  results.beside = (await open.next()).payload;
  await standard.publish(`${topic}/end`, 'end', { qos: 1 });
  const ours = [`${topic}/`, 'bad/', 'denied/', 'sectors/agriculture/nowhere/', '$SYS/'];
  results.seen = (await watcher.takeUntil('end')).map((message) => message.topic).filter((seen) => ours.some((prefix) => seen.startsWith(prefix)));

  // Session takeover: MQTT 5 is told why.
  const first = await Peer.connect({ clientId: `${topic}-same` });
  const told = version === 5 ? first.event('disconnect') : first.event('close');
  await Peer.connect({ clientId: `${topic}-same` });
  results.takenOver = (await told)[0]?.reasonCode ?? 0;
  return results;
});
