import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { defineConfig } from 'vite';

/** Packs what is worth it once, so that the server need not at every request. */
const packed = () => {
  let folder;
  return {
    name: 'packed',
    apply: 'build',
    configResolved: config => { folder = join(config.build.outDir, config.build.assetsDir); },
    closeBundle: () => {
      for (const name of readdirSync(folder).filter(n => /\.(js|css)$/.test(n)))
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(readFileSync(join(folder, name))));
    },
  };
};

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: { modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000, emptyOutDir: true },
  server: { proxy: { '/v1': 'http://127.0.0.1:5080', '/questions': 'http://127.0.0.1:5080' } },
  plugins: [packed()],
});
