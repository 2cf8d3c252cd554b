import { useState } from 'preact/hooks';
import { hasKey, forgetKey, keepKey, type Refused } from './api/client.ts';
import { texts } from './texts/texts.ts';

/** Why there is nothing to show, and what to do. */
export function Trouble({ refused }: { refused: Refused }) {
  const { status, title, detail, errors } = refused.problem;
  if (status === 401) return <AskKey />;
  if (refused.kind === 'not-known-then') return <p class="notice">{texts.notKnownThen}</p>;
  return (
    <div class="notice trouble" role="alert">
      <p><b>{status === 0 ? texts.unreached : texts.refused}</b></p>
      {title === '' ? null : <p>{title} {detail}</p>}
      <ul>{(errors ?? []).map(e => <li>{e.parameter}: {e.detail}</li>)}</ul>
      {status === 404 ? <p><a href="/">{texts.startAfresh}</a></p> : null}
    </div>
  );
}

/** A key is asked for where the server wants one, and kept for the session only. */
function AskKey() {
  const [key, setKey] = useState('');
  const take = () => {
    if (key.trim() === '') return;
    keepKey(key.trim());
    location.reload();
  };
  return (
    <form class="notice key" onSubmit={e => { e.preventDefault(); take(); }}>
      <p><b>{texts.keyTitle}</b></p>
      <p>{hasKey() ? texts.keyWrong : texts.keyText}</p>
      <label>{texts.key} <input type="password" autocomplete="off" value={key} onInput={e => setKey(e.currentTarget.value)} /></label>
      <button type="submit" class="primary">{texts.useKey}</button>
      {hasKey() ? <button type="button" onClick={() => { forgetKey(); location.reload(); }}>{texts.forgetKey}</button> : null}
    </form>
  );
}
