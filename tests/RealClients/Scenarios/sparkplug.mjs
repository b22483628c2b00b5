// An edge node of Sparkplug B as its own libraries write it: births that name the metrics, data by alias, a death as will.
import sparkplug from 'sparkplug-payload';
import { input, Peer, scenario } from './scenario.mjs';

const { encodePayload, decodePayload } = sparkplug.get('spBv1.0');
const { group, node, device } = input;
const topic = (message) => `spBv1.0/${group}/${message}/${node}${message.startsWith('D') ? `/${device}` : ''}`;
const bdSeq = { name: 'bdSeq', type: 'Int64', value: 0 };

let seq = 0;
const send = async (peer, message, timestamp, metrics, options = { qos: 0 }) => {
  await peer.publish(topic(message), Buffer.from(encodePayload({ timestamp, metrics, seq })), options);
  seq = (seq + 1) % 256;
};

scenario(async () => {
  const host = await Peer.connect();
  await host.subscribe('spBv1.0/STATE/#');
  const state = await host.next();

  const peer = new Peer({
    will: { topic: topic('NDEATH'), payload: Buffer.from(encodePayload({ timestamp: input.start, metrics: [bdSeq] })), qos: 1, retain: false },
  });
  await peer.connected();
  await peer.subscribe(topic('NCMD'));

  // The platform cannot know what an alias means before a birth: it asks for one.
  await send(peer, 'DDATA', input.start, [{ alias: 7, type: 'Double', value: 1 }]);
  await peer.until(() => peer.publishes.length > 0, () => 'a command');
  const command = decodePayload(peer.publishes[0].payload);

  seq = 0;
  const temp = { name: 'Soil_Temp', alias: 7, type: 'Double', properties: { engUnit: { type: 'String', value: '°F' } } };
  const moisture = { name: 'soil_moisture', alias: 8, type: 'Float' };
  await send(peer, 'NBIRTH', input.start, [bdSeq, { name: 'Node Control/Rebirth', type: 'Boolean', value: false }]);
  await send(peer, 'DBIRTH', input.start, [{ ...temp, value: input.fahrenheit[0] }, { ...moisture, value: input.moisture[0] }]);
  for (let i = 1; i < input.fahrenheit.length; i++) {
    const timestamp = input.start + i * 1000;
    await send(peer, 'DDATA', timestamp, [
      { alias: 7, type: 'Double', value: input.fahrenheit[i], timestamp },
      { alias: 8, type: 'Float', value: input.moisture[i], timestamp },
    ]);
  }
  await send(peer, 'DDEATH', input.start + 60_000, [], { qos: 1 }); // so that all before it has arrived when the power goes
  await peer.destroy();
  return {
    state: { topic: state.topic, retain: state.retain, ...JSON.parse(state.payload) },
    command: { topic: peer.publishes[0].topic.toString(), name: command.metrics[0].name, value: command.metrics[0].value },
  };
});
