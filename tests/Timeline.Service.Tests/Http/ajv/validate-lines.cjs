// Reads {name: schema} on the first line, then documents, one a line: a schema's name, a tab, JSON. Writes for each that is not valid
// its number, from 0, a tab, and why.
const Ajv = require('ajv/dist/2020');
const addFormats = require('ajv-formats');
const lines = require('readline').createInterface({ input: process.stdin, crlfDelay: Infinity });

const validators = {};
let number = -1;
lines.on('line', line => {
  if (number++ < 0) {
    const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: false, formats: { edtf: true } });
    addFormats(ajv);
    for (const [name, schema] of Object.entries(JSON.parse(line))) validators[name] = ajv.compile(schema);
    return;
  }

  const tab = line.indexOf('\t');
  const valid = validators[line.slice(0, tab)];
  let why = null;
  try {
    if (!valid(JSON.parse(line.slice(tab + 1)))) why = valid.errors.map(e => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('; ');
  } catch (e) {
    why = String(e);
  }

  if (why !== null) process.stdout.write(`${number - 1}\t${why.replace(/\s+/g, ' ')}\n`);
});
