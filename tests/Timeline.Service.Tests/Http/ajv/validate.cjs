// Reads {schemas: {name: schema}, documents: [[name, document]]} and writes for each document null, or why it is not valid.
const Ajv = require('ajv/dist/2020');
const addFormats = require('ajv-formats');

let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', chunk => { text += chunk; });
process.stdin.on('end', () => {
  const { schemas, documents } = JSON.parse(text);
  const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: false, formats: { edtf: true } });
  addFormats(ajv);
  const validators = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));
  process.stdout.write(JSON.stringify(documents.map(([name, document]) =>
    validators[name](document) ? null : ajv.errorsText(validators[name].errors))));
});
