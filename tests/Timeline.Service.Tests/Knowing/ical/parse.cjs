// Reads an iCalendar and writes its events as JSON.
const required = require('ical.js');
const ICAL = required.default ?? required;

let ical = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', chunk => { ical += chunk; });
process.stdin.on('end', () => {
  const events = new ICAL.Component(ICAL.parse(ical)).getAllSubcomponents('vevent').map(event => {
    const { uid, summary, description, location, sequence } = new ICAL.Event(event);
    const text = name => event.hasProperty(name) ? event.getFirstPropertyValue(name).toString() : null;
    const isDate = event.getFirstPropertyValue('dtstart').isDate;
    return {
      uid, summary, description, location, sequence, isDate,
      start: text('dtstart'), end: text('dtend'), status: text('status'), url: text('url'), stamp: text('dtstamp'), modified: text('last-modified'),
    };
  });
  process.stdout.write(JSON.stringify(events));
});
