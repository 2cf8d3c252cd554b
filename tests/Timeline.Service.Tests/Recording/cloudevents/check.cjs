// Reads {send: [attributes and data], answers: [[media type, text]]} and writes {messages: [[binary, structured] of each to send], wrong: [for each answer null, or why it is
// none, and what it says]}.
const { CloudEvent, HTTP } = require('cloudevents');

let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', chunk => { text += chunk; });
process.stdin.on('end', () => {
  const { send, answers } = JSON.parse(text);
  const messages = send.map(event => {
    const made = new CloudEvent(event);
    return [HTTP.binary(made), HTTP.structured(made)].map(({ headers, body }) => ({ headers, body }));
  });
  const read = answers.map(([type, body]) => {
    try {
      const events = [HTTP.toEvent({ headers: { 'content-type': type }, body })].flat();
      events.forEach(event => event.validate());
      return { events };
    } catch (e) {
      return { wrong: String(e) + JSON.stringify(e.errors ?? null) };
    }
  });
  process.stdout.write(JSON.stringify({ messages, read }));
});
