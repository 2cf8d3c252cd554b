// Lints a description of an API with the recommended rules of Redocly and of Spectral, and writes what they find as JSON, warnings too.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const packages = process.env.NODE_PATH;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openapi-'));
const description = path.join(folder, 'openapi.json');

function run(name, program, ...given) {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const ran = spawnSync(process.execPath, [path.join(packages, program), ...given], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  // Both exit with 1 where they find something.
  if (ran.status !== 0 && ran.status !== 1) throw new Error(`${name}: ${ran.error ?? ''} ${ran.stdout} ${ran.stderr}`);
  return ran.stdout;
}

try {
  fs.writeFileSync(description, fs.readFileSync(0));
  fs.writeFileSync(path.join(folder, '.spectral.json'), '{"extends":[["spectral:oas","recommended"]]}');
  fs.writeFileSync(path.join(folder, 'redocly.yaml'), 'extends: [recommended]\n');
  const redocly = JSON.parse(run('redocly', '@redocly/cli/bin/cli.js', 'lint', description, '--format', 'json', '--max-problems', '10000'));
  const spectral = JSON.parse(run('spectral', '@stoplight/spectral-cli/dist/index.js', 'lint', description, '--format', 'json', '--quiet'));
  const found = [
    ...redocly.problems.map(p => `redocly ${p.severity} ${p.ruleId} ${p.location[0]?.pointer ?? ''}: ${p.message}`),
    ...spectral.map(p => `spectral ${p.severity} ${p.code} #/${p.path.join('/')}: ${p.message}`),
  ];
  process.stdout.write(JSON.stringify(found));
} finally {
  fs.rmSync(folder, { recursive: true });
}
