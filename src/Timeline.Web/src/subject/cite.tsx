import { useEffect, useState } from 'preact/hooks';
import { cite } from '../api/client.ts';
import { useView } from '../address/store.ts';
import { texts } from '../texts/texts.ts';

/** Copies how to cite an answer. */
export function Cite({ permalink }: { permalink: string }) {
  const view = useView();
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => setCopied(null), [permalink]);
  const copy = async () => {
    const citation = await cite(view, permalink, new AbortController().signal);
    await navigator.clipboard.writeText(citation);
    setCopied(citation);
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>{copied === null ? texts.cite : `${texts.cited} ✓`}</button>
      {copied === null ? null : <output class="cited">{copied}</output>}
    </>
  );
}
