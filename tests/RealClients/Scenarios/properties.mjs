// A question with properties, and its answer on the topic that it names.
import { input, Peer, scenario } from './scenario.mjs';

const { topic } = input;

scenario(async () => {
  const asker = await Peer.connect();
  const answerer = await Peer.connect();
  await asker.subscribe(`${topic}/answers`, { qos: 1 });
  await answerer.subscribe(`${topic}/questions`, { qos: 1 });
  const properties = {
    responseTopic: `${topic}/answers`,
    correlationData: Buffer.from([0, 1, 254, 255]),
    contentType: 'text/plain; charset=utf-8',
    payloadFormatIndicator: true,
    messageExpiryInterval: 1000,
    userProperties: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', nơi: ['Vùng trồng', ''] },
  };
  await asker.publish(`${topic}/questions`, 'Độ ẩm?', { qos: 1, properties });
  const question = await answerer.next();
  await answerer.publish(question.properties.responseTopic, '31,2', {
    qos: 1,
    properties: { correlationData: question.properties.correlationData },
  });
  const answer = await asker.next();
  return { question, answer };
});
